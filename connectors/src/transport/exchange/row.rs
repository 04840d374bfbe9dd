use sea_orm::{DbErr, QueryResult};
use shuniu_policy::pack::Bilingual;

use super::select::Source;
use crate::{
    contract::{Misfit, RecordError, UnreadableRecord},
    keyset,
    transport::page::Placed,
};

/// What names a row of a staging table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) batch: String,
    pub(super) seq: i64,
}

/// A row as it was read.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) key: Option<Key>,
    pub(super) texts: Vec<Option<String>>,
}

/// A row as a record.
#[derive(Debug)]
pub(super) struct Staged {
    pub(super) key: Option<Key>,
    /// What stands in its column of time, to know later whether it is still the same.
    pub(super) time: Option<String>,
    pub(super) placed: Placed,
}

impl Row {
    pub(super) fn read(row: &QueryResult, columns: usize, keyed: bool) -> Result<Self, DbErr> {
        let key = keyed.then(|| {
            Ok::<_, DbErr>(Key {
                batch: row.try_get_by_index(0)?,
                seq: row.try_get_by_index(1)?,
            })
        });
        let texts = (0..columns).map(|at| row.try_get_by_index(at + 2));
        Ok(Self {
            key: key.transpose()?,
            texts: texts.collect::<Result<_, _>>()?,
        })
    }
}

impl Source<'_> {
    /// Makes the raw record of a row.
    pub(super) fn staged(&self, row: Row) -> Staged {
        let at = |name: &str| {
            self.layout
                .columns
                .iter()
                .position(|one| one.column == name)
        };
        let text = |name: &str| at(name).and_then(|at| row.texts[at].clone());
        let (time, id) = (text(self.order.0), text(self.order.1));
        let place = self.place(row.key.as_ref(), id.as_deref());
        let body = self.layout.body(row.texts, []);
        let record = match body.misfit {
            Some(wrong) => Err(RecordError::new("", &Misfit::Row(wrong))),
            None => keyset::name(self.rule, &body.text),
        };
        let record = record.map_err(|error| UnreadableRecord {
            body: body.text,
            error: error.standing_at(&place),
        });
        Staged {
            key: row.key,
            time,
            placed: Placed {
                place,
                spot: None,
                record,
            },
        }
    }

    /// The time and id that a row is ordered by.
    pub(super) fn order_of<'r>(&self, row: &'r Row) -> (Option<&'r str>, Option<&'r str>) {
        let text = |name: &str| {
            let at = self
                .layout
                .columns
                .iter()
                .position(|one| one.column == name);
            at.and_then(|at| row.texts[at].as_deref())
        };
        (text(self.order.0), text(self.order.1))
    }

    fn place(&self, key: Option<&Key>, id: Option<&str>) -> Bilingual {
        let table = self.table.replace('"', "");
        match key {
            Some(Key { batch, seq }) => Bilingual {
                zh: format!("前置库 {table} 批次 {batch} 序号 {seq}"),
                en: format!("{table}, batch {batch}, seq {seq}"),
            },
            None => Bilingual {
                zh: format!("前置库 {table} 编号 {}", id.unwrap_or_default()),
                en: format!("{table}, id {}", id.unwrap_or_default()),
            },
        }
    }
}
