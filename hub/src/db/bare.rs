use std::fmt::Write as _;
use std::time::{Duration, Instant};

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

/// Pages of records, made as they are asked for.
pub type Pages<'a> = &'a mut (dyn Iterator<Item = Vec<BareRecord>> + Send);

/// Rows of one statement on SQLite, which takes no copy.
const ROWS: usize = 500;

const CREATE: &str =
    "CREATE TABLE bench_bare (id TEXT PRIMARY KEY, hash TEXT NOT NULL, body TEXT NOT NULL)";

const UPSERT: &str = "ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, body = excluded.body \
    WHERE bench_bare.hash <> excluded.hash";

/// Loads records with as little as can be: one copy and one upsert into a table of its own on
/// PostgreSQL, statements of many rows in one transaction on SQLite. What a benchmark measures
/// the product against; nothing of it stays. Gives how long it took without the making of the pages,
/// of which one at a time is held.
///
/// # Errors
///
/// Passes on what the database says.
pub async fn load_bare(database: &Database, pages: Pages<'_>) -> Result<Duration, DbErr> {
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

async fn copied(database: &Database, pages: Pages<'_>) -> Result<Duration, DbErr> {
    let mut watch = Stopwatch::started();
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
    while let Some(page) = watch.without(|| pages.next()) {
        for chunk in page.chunks(ROWS) {
            let mut text = String::new();
            for record in chunk {
                let body = escaped(&record.body);
                writeln!(text, "{}\t{}\t{body}", escaped(&record.id), record.hash)
                    .map_err(|error| DbErr::Custom(error.to_string()))?;
            }
            copy.send(text.into_bytes()).await.map_err(failed)?;
        }
    }
    copy.finish().await.map_err(failed)?;
    let upsert =
        format!("INSERT INTO bench_bare SELECT id, hash, body FROM bench_bare_in {UPSERT}");
    sqlx::query(sqlx::AssertSqlSafe(upsert))
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    transaction.commit().await.map_err(failed)?;
    Ok(watch.took())
}

async fn inserted(database: &Database, pages: Pages<'_>) -> Result<Duration, DbErr> {
    let mut watch = Stopwatch::started();
    let transaction = database.writer_connection().begin().await?;
    while let Some(page) = watch.without(|| pages.next()) {
        for chunk in page.chunks(ROWS) {
            let rows: Vec<&str> = chunk.iter().map(|_| "(?, ?, ?)").collect();
            let sql = format!("INSERT INTO bench_bare VALUES {} {UPSERT}", rows.join(", "));
            let values = chunk.iter().flat_map(|one| {
                [&one.id, &one.hash, &one.body].map(|text| Value::from(text.as_str()))
            });
            let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
            transaction.execute_raw(statement).await?;
        }
    }
    transaction.commit().await?;
    Ok(watch.took())
}

/// How long something took, without what was not part of it.
struct Stopwatch {
    started: Instant,
    without: Duration,
}

impl Stopwatch {
    fn started() -> Self {
        Self {
            started: Instant::now(),
            without: Duration::ZERO,
        }
    }

    fn without<T>(&mut self, what: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = what();
        self.without += began.elapsed();
        done
    }

    fn took(self) -> Duration {
        self.started.elapsed().saturating_sub(self.without)
    }
}
