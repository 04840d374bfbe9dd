use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
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

/// The tables that are several times as large as when the planner last counted them; one that it
/// never counted from eight blocks on.
const GREW: &str = "SELECT relname::text FROM pg_class \
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace \
    AND pg_relation_size(oid) / current_setting('block_size')::int > 8 + 4 * relpages::bigint \
    ORDER BY relname";

/// Has the planner of PostgreSQL count what grew much since it last did.
///
/// The server does so by itself, but a minute later at best. A plan that was made while a table was
/// empty may read all of it from then on, and each connection keeps its plans, those of references
/// to other tables among them: the first load of a place would slow down with every row. What
/// another is counting is left to that one.
///
/// # Errors
///
/// Passes on what the database says; nothing depends on it.
pub(crate) async fn count_what_grew(database: &Database) -> Result<(), DbErr> {
    let engine = database.backend();
    if engine != DbBackend::Postgres {
        return Ok(());
    }
    let connection = database.writer_connection();
    let grew = connection
        .query_all_raw(Statement::from_string(engine, GREW))
        .await?;
    for row in grew {
        let table: String = row.try_get_by_index(0)?;
        if CLASSES.iter().any(|(known, _)| *known == table) {
            connection
                .execute_unprepared(&format!("ANALYZE (SKIP_LOCKED) {table}"))
                .await?;
        }
    }
    Ok(())
}
