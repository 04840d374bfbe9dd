use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};

use super::{
    reader::{Exchange, close},
    row::{Key, Staged},
};
use crate::{
    Failure,
    contract::{Cursor, Stream},
    mapping::format_instant,
};

/// The most characters of an error that are written to the other side.
const LONGEST_ERROR: usize = 500;

/// The rows of a page that was handed to the hub, to be marked once it is kept.
#[derive(Debug)]
pub(super) struct Given {
    next: Cursor,
    rows: Vec<GivenRow>,
}

#[derive(Debug)]
struct GivenRow {
    key: Key,
    /// The time it had: a row that was written anew meanwhile is not marked.
    time: String,
    body: String,
    /// What is wrong with it, in Chinese.
    wrong: Option<String>,
}

impl Given {
    pub(super) fn of(next: Cursor, staged: Vec<Staged>) -> Self {
        let rows = staged.into_iter().filter_map(|one| {
            let (body, wrong) = match one.placed.record {
                Ok(record) => (record.body, None),
                Err(unreadable) => (unreadable.body, Some(unreadable.error.reason.zh)),
            };
            Some(GivenRow {
                key: one.key?,
                time: one.time.unwrap_or_default(),
                body,
                wrong,
            })
        });
        Self {
            next,
            rows: rows.collect(),
        }
    }
}

impl Exchange {
    /// Marks the rows of a page that is kept, with a receipt, or with what is wrong with them.
    pub(crate) async fn kept(&self, stream: &Stream, kept: &Cursor) -> Result<(), Failure> {
        let given = self.given().remove(stream.as_str());
        let Some(given) = given.filter(|given| given.next == *kept && !given.rows.is_empty())
        else {
            return Ok(());
        };
        self.attempts.repeat(|| self.mark(stream, &given)).await
    }

    async fn mark(&self, stream: &Stream, given: &Given) -> Result<(), Failure> {
        let connection = self.within(self.connect()).await?;
        let done = self.within(self.mark_on(&connection, stream, given)).await;
        close(connection).await;
        done
    }

    async fn mark_on(
        &self,
        connection: &DatabaseConnection,
        stream: &Stream,
        given: &Given,
    ) -> Result<(), Failure> {
        let table = self.table(stream)?;
        let failed = |error: sea_orm::DbErr| self.trouble("mark", &table, &error);
        let order = self.layout.order(stream.as_str());
        let (time, _) = order.unwrap_or_default();
        let sql = format!(
            "UPDATE {table} SET \"flag\" = $1, \"receipt\" = $2, \"error_text\" = $3, \
             \"taken_at\" = $4 WHERE \"batch_no\" = $5 AND \"seq\" = $6 AND \"flag\" = 0 \
             AND COALESCE(CAST(\"{time}\" AS TEXT), '') = $7"
        );
        let now = format_instant(self.clock.now(), "%Y-%m-%d %H:%M:%S");
        let tx = connection.begin().await.map_err(failed)?;
        for row in &given.rows {
            let wrong = self.wrong(stream, row);
            let flag: i16 = if wrong.is_some() { 2 } else { 1 };
            let values = [
                flag.into(),
                receipt(&row.body).into(),
                wrong.into(),
                now.clone().into(),
                row.key.batch.clone().into(),
                row.key.seq.into(),
                row.time.clone().into(),
            ];
            tx.execute_raw(self.statement(&sql, values))
                .await
                .map_err(failed)?;
        }
        tx.commit().await.map_err(failed)
    }

    /// What the other side is told of a row that is not understood. Of one whose secrecy cannot be
    /// read nothing is repeated.
    fn wrong(&self, stream: &Stream, row: &GivenRow) -> Option<String> {
        let said = match &row.wrong {
            Some(wrong) => wrong.clone(),
            None => match self.mapping.map(stream, &row.body) {
                Ok(_) => return None,
                Err(error) if error.withhold => "密级标识缺失或无法识别".to_owned(),
                Err(error) => format!("{}：{}", error.path, error.reason.zh),
            },
        };
        Some(said.chars().take(LONGEST_ERROR).collect())
    }
}

/// The number under which the hub knows a row: the same for the same content.
fn receipt(body: &str) -> String {
    use sha2::{Digest, Sha256};
    let digest = hex::encode(Sha256::digest(body.as_bytes()));
    format!("SN-{}", &digest[..24])
}
