use chrono::NaiveDate;
use sea_orm::sea_query::Value;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use uuid::Uuid;

use super::Database;

/// A value that a statement written by hand takes, in the order of `$1`, `$2`, ….
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A key or a jurisdiction.
    Id(Uuid),
    /// A local day.
    Day(NaiveDate),
    /// A text.
    Text(String),
}

/// Whether the database speaks the SQL of PostgreSQL; that of SQLite otherwise.
#[must_use]
pub fn speaks_postgres(database: &Database) -> bool {
    database.backend() == DbBackend::Postgres
}

/// Asks the database with a statement that somebody wrote by hand, on the connections that answers
/// are read on, and gives the text of its first column in its first row: what a benchmark measures
/// answers against. No answer of the product comes from here.
///
/// # Errors
///
/// Passes on what the database says; an answer without a row is an error too.
pub async fn ask_by_hand(database: &Database, sql: &str, bound: &[Bound]) -> Result<String, DbErr> {
    let values = bound.iter().map(|one| match one {
        Bound::Id(id) => Value::from(*id),
        Bound::Day(day) => Value::from(*day),
        Bound::Text(text) => Value::from(text.as_str()),
    });
    let statement = Statement::from_sql_and_values(database.backend(), sql, values);
    let reader = database.reader();
    // Past the probe: it watches what the product asks.
    let row = reader.pool.inner.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("no row".to_owned()))?;
    row.try_get_by_index(0)
}
