use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::reader::Exchange;
use crate::{Failure, contract::Stream, mapping::parse_instant};

/// The most batches that are looked at in one statement.
const AT_ONCE: u64 = 2_000;
/// The most batches that may stand open. With more, none of the later ones is read.
const MOST_OPEN: usize = 100;

/// How the batches of a stream stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Batches {
    /// The greatest number there is; nothing without any batch.
    pub(super) last: Option<String>,
    /// Numbers of those that hold other than the stated number of rows, in ascending order.
    pub(super) open: Vec<Open>,
    /// Everything that changed until then is in the batches before the first open one.
    pub(super) as_of: Option<DateTime<Utc>>,
    /// The greatest number before the first open one.
    pub(super) known: Option<String>,
}

/// A batch that is not there as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) number: String,
    pub(super) stated: i64,
    pub(super) held: i64,
}

struct Line {
    number: String,
    stated: i64,
    as_of: Option<String>,
    held: i64,
}

impl Line {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            number: row.try_get_by_index(0)?,
            stated: row.try_get_by_index(1)?,
            as_of: row.try_get_by_index(2)?,
            held: row.try_get_by_index(3)?,
        })
    }
}

impl Exchange {
    /// Looks at the batches behind those that were whole before.
    pub(super) async fn batches(
        &self,
        db: &impl ConnectionTrait,
        stream: &Stream,
        mut before: Batches,
    ) -> Result<Batches, Failure> {
        before.open.clear();
        before.last.clone_from(&before.known);
        let mut from = before.known.clone().unwrap_or_default();
        let (batches, table) = (self.batch_table(), self.table(stream)?);
        let order = self.bytewise("b.\"batch_no\"");
        let sql = format!(
            "SELECT CAST(b.\"batch_no\" AS TEXT), CAST(b.\"row_count\" AS BIGINT), \
             CAST(b.\"as_of\" AS TEXT), \
             (SELECT COUNT(*) FROM {table} s WHERE s.\"batch_no\" = b.\"batch_no\") \
             FROM {batches} b WHERE b.\"stream\" = $1 AND {order} > $2 \
             ORDER BY {order} LIMIT {AT_ONCE}"
        );
        loop {
            let asked = self.statement(&sql, [stream.as_str().into(), from.into()]);
            let rows = db.query_all_raw(asked).await;
            let rows = rows.map_err(|error| self.trouble("read", &batches, &error))?;
            let count = rows.len() as u64;
            for row in &rows {
                let line = Line::read(row);
                before.take(line.map_err(|error| self.trouble("read", &batches, &error))?);
            }
            if count < AT_ONCE || before.open.len() > MOST_OPEN {
                before.open.truncate(MOST_OPEN);
                return Ok(before);
            }
            from = before.last.clone().unwrap_or_default();
        }
    }
}

impl Batches {
    fn take(&mut self, line: Line) {
        if self.open.len() > MOST_OPEN {
            return;
        }
        self.last = Some(line.number.clone());
        if line.held != line.stated {
            self.open.push(Open {
                number: line.number,
                stated: line.stated,
                held: line.held,
            });
        } else if self.open.is_empty() {
            self.known = Some(line.number);
            let text = line.as_of.unwrap_or_default();
            let formats = ["%Y-%m-%d %H:%M:%S", "rfc3339"];
            let as_of = formats
                .iter()
                .find_map(|format| parse_instant(text.trim(), format));
            self.as_of = self.as_of.max(as_of);
        }
    }
}
