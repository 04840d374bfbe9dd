use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, TransactionTrait};

use super::reader::{Exchange, close};
use crate::{
    Failure,
    contract::{Attachment, Attachments, Cursor, PushFailure},
    mapping::{format_instant, parse_instant},
};

/// What is read of a row of the outbox.
const COLUMNS: [&str; 8] = [
    "kind",
    "body",
    "handed_over_at",
    "submission_no",
    "received_at",
    "state",
    "decided_at",
    "reason",
];

/// How times are written in an exchange database.
const TIME: &str = "%Y-%m-%d %H:%M:%S";

/// Something to be laid in the outbox.
#[derive(Clone, Debug)]
pub(crate) struct Parcel<'a> {
    /// Names it for ever, on both sides.
    pub(crate) key: &'a str,
    /// What it is, in the system's words.
    pub(crate) kind: &'a str,
    /// The text of it, in the system's words.
    pub(crate) body: String,
}

/// Something that lies in the outbox, with what the other side says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Laid {
    pub(crate) kind: String,
    pub(crate) body: String,
    /// When the hub laid it there.
    pub(crate) handed_over_at: DateTime<Utc>,
    /// Their number, once they have taken it.
    pub(crate) number: Option<String>,
    pub(crate) received_at: Option<DateTime<Utc>>,
    pub(crate) state: LaidState,
    pub(crate) decided_at: Option<DateTime<Utc>>,
    pub(crate) reason: Option<String>,
}

/// How far the other side is with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaidState {
    Pending,
    Accepted,
    Rejected,
}

impl Exchange {
    /// Whether hand-overs can be laid in it.
    pub(crate) fn takes_hand_overs(&self) -> bool {
        !self.config.read_only && self.layout.outbox().is_some()
    }

    pub(super) fn outbox_table(&self) -> String {
        let shipped = self.layout.outbox().unwrap_or_default();
        self.tables.name("outbox", shipped)
    }

    /// Lays a parcel in the outbox, once: under a key that is there already nothing is written.
    pub(crate) async fn lay(&self, parcel: &Parcel<'_>) -> Result<Laid, PushFailure> {
        self.attempts.admit()?;
        let laid = self.lay_once(parcel).await;
        let failure = match &laid {
            Err(PushFailure::Unknown(failure) | PushFailure::Failure(failure)) => Some(failure),
            _ => None,
        };
        self.attempts.note(failure);
        laid
    }

    async fn lay_once(&self, parcel: &Parcel<'_>) -> Result<Laid, PushFailure> {
        let connection = self.within(self.connect()).await?;
        let laid = self.lay_on(&connection, parcel).await;
        close(connection).await;
        laid
    }

    async fn lay_on(
        &self,
        connection: &DatabaseConnection,
        parcel: &Parcel<'_>,
    ) -> Result<Laid, PushFailure> {
        let table = self.outbox_table();
        let now = self.clock.now();
        let sql = format!(
            "INSERT INTO {table} (\"idempotency_key\", \"kind\", \"body\", \"handed_over_at\") \
             VALUES ($1, $2, $3, $4)"
        );
        let values = [
            parcel.key.into(),
            parcel.kind.into(),
            parcel.body.clone().into(),
            format_instant(now, TIME).into(),
        ];
        let insert = connection.execute_raw(self.statement(sql, values));
        // Outside: how it ended is not known. Inside: what the database says.
        let done = self.within(async { Ok(insert.await) }).await;
        match done.map_err(PushFailure::Unknown)? {
            Ok(_) => {
                let found = self.within(self.find(connection, parcel.key)).await;
                // It is there, whether it can be read back or not.
                Ok(found
                    .ok()
                    .flatten()
                    .unwrap_or_else(|| Laid::fresh(parcel, now)))
            }
            Err(error) if Self::is_taken(&error) => {
                let found = self.within(self.find(connection, parcel.key)).await;
                match found.map_err(PushFailure::Unknown)? {
                    Some(laid)
                        if (laid.kind.as_str(), &laid.body) == (parcel.kind, &parcel.body) =>
                    {
                        Ok(laid)
                    }
                    _ => Err(Failure::remote(format!(
                        "{}: the key {} was used for another hand-over in {table}",
                        self.system, parcel.key
                    ))
                    .into()),
                }
            }
            Err(error) => {
                let failure = self.trouble("lay a hand-over in", &table, &error);
                Err(if Self::did_nothing(&error) {
                    failure.into()
                } else {
                    PushFailure::Unknown(failure)
                })
            }
        }
    }

    /// What lies in the outbox under a key.
    pub(crate) async fn laid(&self, key: &str) -> Result<Option<Laid>, Failure> {
        self.attempts.repeat(|| self.ask(key)).await
    }

    async fn ask(&self, key: &str) -> Result<Option<Laid>, Failure> {
        let connection = self.within(self.connect()).await?;
        let found = self.within(self.find(&connection, key)).await;
        close(connection).await;
        found
    }

    async fn find(
        &self,
        connection: &DatabaseConnection,
        key: &str,
    ) -> Result<Option<Laid>, Failure> {
        let table = self.outbox_table();
        let columns = COLUMNS.map(|name| format!("CAST(\"{name}\" AS TEXT)"));
        let sql = format!(
            "SELECT {} FROM {table} WHERE \"idempotency_key\" = $1",
            columns.join(", ")
        );
        let failed = |error: DbErr| self.trouble("read", &table, &error);
        let row = connection.query_one_raw(self.statement(sql, [key.into()]));
        let Some(row) = row.await.map_err(failed)? else {
            return Ok(None);
        };
        self.read_laid(&table, key, &row).map(Some)
    }

    /// What lies in the outbox behind a place, by when it was laid there and key, as much as is read
    /// at once, and whether there is more.
    pub(crate) async fn all_laid(
        &self,
        from: &Cursor,
    ) -> Result<(Vec<(String, Laid)>, bool), Failure> {
        self.attempts.repeat(|| self.list(from)).await
    }

    /// The time of this side, which lays hand-overs there.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    async fn list(&self, from: &Cursor) -> Result<(Vec<(String, Laid)>, bool), Failure> {
        let connection = self.within(self.connect()).await?;
        let listed = self.within(self.list_on(&connection, from)).await;
        close(connection).await;
        listed
    }

    async fn list_on(
        &self,
        connection: &DatabaseConnection,
        from: &Cursor,
    ) -> Result<(Vec<(String, Laid)>, bool), Failure> {
        let table = self.outbox_table();
        let text_of = |name: &str| format!("CAST(\"{name}\" AS TEXT)");
        let columns = COLUMNS.map(text_of).join(", ");
        let key = text_of("idempotency_key");
        let (time, id) = (
            self.bytewise(&text_of("handed_over_at")),
            self.bytewise(&key),
        );
        let since = format_instant(from.time(), TIME);
        let (place, values) = match from.id() {
            Some(after) => (
                format!("({time} > $1 OR ({time} = $1 AND {id} > $2))"),
                vec![since.into(), after.into()],
            ),
            None => (format!("{time} >= $1"), vec![since.into()]),
        };
        let sql = format!(
            "SELECT {columns}, {key} FROM {table} WHERE {place} ORDER BY {time}, {id} LIMIT {}",
            self.page_size + 1
        );
        let failed = |error: DbErr| self.trouble("list", &table, &error);
        let rows = connection.query_all_raw(self.statement(sql, values));
        let rows = rows.await.map_err(failed)?;
        let most = usize::try_from(self.page_size).unwrap_or(usize::MAX);
        let mut listed = Vec::with_capacity(rows.len().min(most));
        for row in rows.iter().take(most) {
            let key = text(row, COLUMNS.len())
                .map_err(failed)?
                .unwrap_or_default();
            let laid = self.read_laid(&table, &key, row)?;
            listed.push((key, laid));
        }
        Ok((listed, rows.len() > most))
    }

    /// Reads a row of [`COLUMNS`].
    fn read_laid(&self, table: &str, key: &str, row: &QueryResult) -> Result<Laid, Failure> {
        let failed = |error: DbErr| self.trouble("read", table, &error);
        let texts = (0..COLUMNS.len()).map(|at| text(row, at));
        let texts: Vec<Option<String>> = texts.collect::<Result<_, _>>().map_err(failed)?;
        let wrong = |what: &str, text: &str| {
            Failure::remote(format!(
                "{}: {table}, key {key}: {what} is {text:?}",
                self.system
            ))
        };
        let time = |at: usize, name: &str| match texts[at].as_deref() {
            None => Ok(None),
            Some(text) => {
                let formats = [TIME, "rfc3339"];
                let read = formats
                    .iter()
                    .find_map(|format| parse_instant(text, format));
                let no_time = format!("{name}, which is to be a time such as 2026-06-30 18:00:00,");
                read.map(Some).ok_or_else(|| wrong(&no_time, text))
            }
        };
        Ok(Laid {
            kind: texts[0].clone().unwrap_or_default(),
            body: texts[1].clone().unwrap_or_default(),
            handed_over_at: time(2, "handed_over_at")?.unwrap_or_else(|| self.clock.now()),
            number: texts[3].clone(),
            received_at: time(4, "received_at")?,
            state: match texts[5].as_deref() {
                None | Some("pending") => LaidState::Pending,
                Some("accepted") => LaidState::Accepted,
                Some("rejected") => LaidState::Rejected,
                Some(other) => {
                    let expected = "state, which is to be pending, accepted or rejected,";
                    return Err(wrong(expected, other));
                }
            },
            decided_at: time(6, "decided_at")?,
            reason: texts[7].clone(),
        })
    }

    /// Lays a paper beside the outbox, all of it or nothing. One that is there already is not laid
    /// again: it is named by its content.
    pub(crate) async fn lay_paper(
        &self,
        paper: &Attachment,
        part_bytes: u64,
        attachments: &dyn Attachments,
    ) -> Result<(), Failure> {
        let connection = self.within(self.connect()).await?;
        let laid = self
            .lay_paper_on(&connection, paper, part_bytes, attachments)
            .await;
        close(connection).await;
        laid
    }

    async fn lay_paper_on(
        &self,
        connection: &DatabaseConnection,
        paper: &Attachment,
        part_bytes: u64,
        attachments: &dyn Attachments,
    ) -> Result<(), Failure> {
        let shipped = self.layout.papers().unwrap_or_default();
        let table = self.tables.name("papers", shipped);
        let failed = |error: DbErr| self.trouble("lay a paper in", &table, &error);
        let there = format!("SELECT 1 FROM {table} WHERE \"hash\" = $1 LIMIT 1");
        let insert =
            format!("INSERT INTO {table} (\"hash\", \"part\", \"content\") VALUES ($1, $2, $3)");
        let asked = self.statement(there, [paper.hash.clone().into()]);
        let there = self.within(async { connection.query_one_raw(asked).await.map_err(failed) });
        if there.await?.is_some() {
            return Ok(());
        }
        let tx = connection.begin().await.map_err(failed)?;
        let mut start = 0;
        for number in 0_i64.. {
            let end = start
                .min(paper.size)
                .saturating_add(part_bytes.max(1))
                .min(paper.size);
            if start >= end {
                break;
            }
            let part = attachments.read(paper, start..end).await?;
            let values = [paper.hash.clone().into(), number.into(), part.into()];
            let put = self.statement(&insert, values);
            self.within(async { tx.execute_raw(put).await.map_err(failed) })
                .await?;
            start = end;
        }
        self.within(async { tx.commit().await.map_err(failed) })
            .await
    }
}

impl Laid {
    fn fresh(parcel: &Parcel<'_>, now: DateTime<Utc>) -> Self {
        Self {
            kind: parcel.kind.to_owned(),
            body: parcel.body.clone(),
            handed_over_at: now,
            number: None,
            received_at: None,
            state: LaidState::Pending,
            decided_at: None,
            reason: None,
        }
    }
}

/// A text; a blank one is none.
fn text(row: &QueryResult, at: usize) -> Result<Option<String>, DbErr> {
    let text: Option<String> = row.try_get_by_index(at)?;
    Ok(text.filter(|text| !text.trim().is_empty()))
}
