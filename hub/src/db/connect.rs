use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, DatabaseConnection, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use super::probe::{Probe, Watch};
use super::{Patience, Reader, Snapshot, Verdict, Watched, Writer, judge};

const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// How many statements each connection keeps prepared (SQLite): those of a page of records, of which
/// there is one for each table and power of two.
const STATEMENTS_KEPT: usize = 400;

/// How many connections are kept and how long is waited.
#[derive(Clone, Debug)]
pub struct DatabaseOptions {
    /// Most connections at once.
    pub max_connections: u32,
    /// How much of the file each connection keeps in memory (SQLite), in KiB. A page of a list over a
    /// province is read from some thousands of its pages.
    pub sqlite_cache_kib: u32,
    /// How long a caller waits for a connection.
    pub acquire_timeout: Duration,
    /// How long one statement may take (PostgreSQL) or wait for a lock (SQLite).
    pub statement_timeout: Duration,
}

impl Default for DatabaseOptions {
    fn default() -> Self {
        Self {
            max_connections: 16,
            sqlite_cache_kib: 8_192,
            acquire_timeout: Duration::from_secs(10),
            statement_timeout: Duration::from_secs(30),
        }
    }
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// Neither of the two engines.
    #[error("database.url {0:?} is neither sqlite://PATH nor postgres://USER@HOST/NAME")]
    Address(String),
    /// The engine refused.
    #[error("opening the database {address} failed; check `database.url` and that it is running")]
    Open {
        /// The address without its password.
        address: String,
        /// What the driver said.
        #[source]
        cause: DbErr,
    },
}

/// The database with its readers and its one way to write.
#[derive(Clone, Debug)]
pub struct Database {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    /// Most connections that a pool holds.
    connections: u32,
    watch: Watch,
}

impl Database {
    /// Opens `sqlite://PATH` (made if missing) or `postgres://…`.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] with the address, its password removed.
    pub async fn open(url: &str, options: &DatabaseOptions) -> Result<Self, DatabaseError> {
        let failed = |cause| DatabaseError::Open {
            address: without_password(url),
            cause,
        };
        let mut reading = ConnectOptions::new(url.to_owned());
        reading
            .max_connections(options.max_connections)
            .acquire_timeout(options.acquire_timeout)
            .connect_timeout(options.acquire_timeout)
            // A ping before every statement would cost one round trip each.
            .test_before_acquire_if_idle_for(Duration::from_secs(30))
            .sqlx_logging(false);
        let (writer, reader) = if url.starts_with("sqlite:") {
            let path = url
                .trim_start_matches("sqlite://")
                .trim_start_matches("sqlite:");
            let path = path.split('?').next().unwrap_or(path).to_owned();
            private(std::path::Path::new(&path))
                .map_err(|cause| failed(DbErr::Custom(cause.to_string())))?;
            let wait = options.statement_timeout;
            // A number below zero is one of KiB, and not of pages.
            let cache = format!("-{}", options.sqlite_cache_kib);
            let mut writing = reading.clone();
            writing.max_connections(1);
            for (connection, read_only) in [(&mut writing, false), (&mut reading, true)] {
                let (path, cache) = (path.clone(), cache.clone());
                connection.map_sqlx_sqlite_opts(move |sqlite| {
                    // The address may hold characters that a URL would escape.
                    sqlite
                        .filename(&path)
                        .create_if_missing(true)
                        .journal_mode(SqliteJournalMode::Wal)
                        .synchronous(SqliteSynchronous::Full)
                        .foreign_keys(true)
                        .busy_timeout(wait)
                        .statement_cache_capacity(STATEMENTS_KEPT)
                        .pragma("cache_size", cache.clone())
                        // What is erased is overwritten and not only given free.
                        .pragma("secure_delete", "ON")
                        .pragma("query_only", if read_only { "ON" } else { "OFF" })
                });
            }
            // The writer first: it makes the file and turns on write-ahead logging.
            let writer = connect_patiently(writing, wait).await.map_err(failed)?;
            let reader = connect_patiently(reading, wait).await.map_err(failed)?;
            (writer, reader)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            reading
                .statement_timeout(options.statement_timeout)
                .set_application_name("shuniu");
            let pool = sea_orm::Database::connect(reading).await.map_err(failed)?;
            (pool.clone(), pool)
        } else {
            return Err(DatabaseError::Address(without_password(url)));
        };
        Ok(Self {
            writer,
            reader,
            connections: options.max_connections,
            watch: Watch::default(),
        })
    }

    /// Has every statement watched from now on.
    #[must_use]
    pub fn watched_by(mut self, probe: Arc<dyn Probe>) -> Self {
        self.watch = Watch(Some(probe));
        self
    }

    /// The pool for reading.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader {
            pool: Watched {
                inner: self.reader.clone(),
                watch: self.watch.clone(),
            },
            connections: self.connections,
        }
    }

    /// Most connections for reading at once.
    pub(crate) const fn connections(&self) -> u32 {
        self.connections
    }

    /// How often something is tried again over it.
    pub(crate) const fn patience(&self) -> Patience {
        Patience::with(self.connections)
    }

    /// Which engine it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// Opens a transaction. SQLite takes its write lock at once: a lock taken later could not
    /// be waited for.
    pub(crate) async fn begin(&self) -> Result<Writer, DbErr> {
        self.watch.before("BEGIN")?;
        let immediate =
            (self.backend() == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions {
            sqlite_transaction_mode: immediate,
            ..Default::default()
        };
        let inner = self.writer.begin_with_options(options).await?;
        Ok(Watched {
            inner,
            watch: self.watch.clone(),
        })
    }

    /// Opens a transaction that cannot write and sees one state of the database, whatever is
    /// committed meanwhile.
    pub(crate) async fn look(&self) -> Result<Snapshot, DbErr> {
        self.watch.before("BEGIN")?;
        let options = match self.backend() {
            // The connections for reading refuse to write by themselves.
            DbBackend::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..Default::default()
            },
            _ => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..Default::default()
            },
        };
        let inner = self.reader.begin_with_options(options).await?;
        Ok(Watched {
            inner,
            watch: self.watch.clone(),
        })
    }

    pub(super) fn writer_connection(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Closes the pools; statements under way are finished first.
    ///
    /// # Errors
    ///
    /// Passes on what the driver says.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }
}

/// Turning on write-ahead logging does not wait for a lock as other statements do: two
/// processes that open a new file together would fail.
async fn connect_patiently(
    options: ConnectOptions,
    wait: Duration,
) -> Result<DatabaseConnection, DbErr> {
    let mut waited = Duration::ZERO;
    loop {
        match sea_orm::Database::connect(options.clone()).await {
            Err(error) if waited < wait && judge(&error) == Verdict::Again => {
                tokio::time::sleep(LOOK_AGAIN).await;
                waited += LOOK_AGAIN;
            }
            outcome => return outcome,
        }
    }
}

/// Makes a new file before SQLite does, readable by its owner alone; what SQLite lays beside it
/// has the same rights.
fn private(path: &std::path::Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.rsplit_once('@') {
        Some((login, host)) => {
            let user = login.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:***@{host}")
        }
        None => url.to_owned(),
    }
}
