use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use shuniu_migration::CLASSES;

use super::Database;

/// How many rows of an index SQLite looks at; enough for its planner, and soon done.
const LOOK_AT: &str = "PRAGMA analysis_limit = 2000";

/// Has the planner count anew what every table holds, after much was entered at once. One
/// statement a table, so that none runs into the limit of a statement's time.
///
/// # Errors
///
/// Passes on what the database says.
pub async fn refresh_statistics(database: &Database) -> Result<(), DbErr> {
    let connection = database.writer_connection();
    if database.backend() == DbBackend::Sqlite {
        connection.execute_unprepared(LOOK_AT).await?;
    }
    for (table, _) in CLASSES {
        connection
            .execute_unprepared(&format!("ANALYZE {table}"))
            .await?;
    }
    Ok(())
}
