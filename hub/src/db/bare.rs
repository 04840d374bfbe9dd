use std::fmt::Write as _;

use sea_orm::sea_query::Value;
use sea_orm::sqlx;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, TransactionTrait};

use super::Database;

/// A record as a bare loader knows it.
#[derive(Clone, Debug)]
pub struct BareRecord {
    /// Its identity.
    pub id: String,
    /// A hash of its text.
    pub hash: String,
    /// Its text.
    pub body: String,
}

/// Rows of one statement on SQLite, which takes no copy.
const ROWS: usize = 500;

const CREATE: &str =
    "CREATE TABLE bench_bare (id TEXT PRIMARY KEY, hash TEXT NOT NULL, body TEXT NOT NULL)";

const UPSERT: &str = "ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, body = excluded.body \
    WHERE bench_bare.hash <> excluded.hash";

/// Loads records with as little as can be: one copy and one upsert into a table of its own on
/// PostgreSQL, statements of many rows in one transaction on SQLite. What a benchmark measures
/// the product against; nothing of it stays.
///
/// # Errors
///
/// Passes on what the database says.
pub async fn load_bare(database: &Database, pages: &[Vec<BareRecord>]) -> Result<(), DbErr> {
    let connection = database.writer_connection();
    connection
        .execute_unprepared("DROP TABLE IF EXISTS bench_bare")
        .await?;
    connection.execute_unprepared(CREATE).await?;
    let loaded = match database.backend() {
        DbBackend::Postgres => copied(database, pages).await,
        _ => inserted(database, pages).await,
    };
    connection
        .execute_unprepared("DROP TABLE IF EXISTS bench_bare")
        .await?;
    loaded
}

async fn copied(database: &Database, pages: &[Vec<BareRecord>]) -> Result<(), DbErr> {
    let failed = |error: sqlx::Error| DbErr::Custom(error.to_string());
    let pool = database.writer_connection().get_postgres_connection_pool();
    let mut transaction = pool.begin().await.map_err(failed)?;
    let create =
        "CREATE TEMPORARY TABLE bench_bare_in (id TEXT, hash TEXT, body TEXT) ON COMMIT DROP";
    sqlx::query(create)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    let mut copy = transaction
        .copy_in_raw("COPY bench_bare_in (id, hash, body) FROM STDIN")
        .await
        .map_err(failed)?;
    let escaped = |text: &str| {
        text.replace('\\', "\\\\")
            .replace('\t', "\\t")
            .replace('\n', "\\n")
            .replace('\r', "\\r")
    };
    for chunk in pages.iter().flat_map(|page| page.chunks(ROWS)) {
        let mut text = String::new();
        for record in chunk {
            let body = escaped(&record.body);
            writeln!(text, "{}\t{}\t{body}", escaped(&record.id), record.hash)
                .map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        copy.send(text.into_bytes()).await.map_err(failed)?;
    }
    copy.finish().await.map_err(failed)?;
    let upsert =
        format!("INSERT INTO bench_bare SELECT id, hash, body FROM bench_bare_in {UPSERT}");
    sqlx::query(sqlx::AssertSqlSafe(upsert))
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    transaction.commit().await.map_err(failed)
}

async fn inserted(database: &Database, pages: &[Vec<BareRecord>]) -> Result<(), DbErr> {
    let transaction = database.writer_connection().begin().await?;
    for chunk in pages.iter().flat_map(|page| page.chunks(ROWS)) {
        let rows: Vec<&str> = chunk.iter().map(|_| "(?, ?, ?)").collect();
        let sql = format!("INSERT INTO bench_bare VALUES {} {UPSERT}", rows.join(", "));
        let values = chunk
            .iter()
            .flat_map(|one| [&one.id, &one.hash, &one.body].map(|text| Value::from(text.as_str())));
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
        transaction.execute_raw(statement).await?;
    }
    transaction.commit().await
}
