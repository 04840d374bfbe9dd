use std::collections::BTreeMap;

use sea_orm::sqlx::sqlite::SqliteSynchronous;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement,
    TransactionTrait, Value,
};

use super::Fault;
use crate::{
    contract::Stream,
    mapping::format_instant,
    transport::layout::{Engine, Layout, StreamLayout, Tables as Names},
};

/// Why the tables of a sandbox cannot be made or filled.
#[derive(Debug, thiserror::Error)]
pub enum TableSandboxError {
    /// Neither of the two engines.
    #[error("the address of the sandbox is neither sqlite://PATH nor postgres://USER@HOST/NAME")]
    Address,
    /// The database refuses.
    #[error("the sandbox cannot {0}")]
    Database(&'static str, #[source] DbErr),
}

/// The staging tables of a system, as whoever runs the exchange database has them.
#[derive(Debug)]
pub struct Tables {
    layout: Layout,
    names: Names,
    connection: DatabaseConnection,
    engine: Engine,
}

/// Makes the staging tables where they are not there yet, and fills them with one batch of each
/// stream. Tells whether they were made.
///
/// # Errors
///
/// [`TableSandboxError`] when the database cannot be opened or written to.
pub async fn fill(
    url: &str,
    layout: &Layout,
    records: &BTreeMap<String, Vec<serde_json::Value>>,
    (batch, as_of): (&str, chrono::DateTime<chrono::Utc>),
    faults: &[Fault],
) -> Result<bool, TableSandboxError> {
    let tables = Tables::open(url, layout.clone()).await?;
    let made = !tables.are_there().await;
    if made {
        tables.make().await?;
        let as_of = format_instant(as_of, "%Y-%m-%d %H:%M:%S");
        for (name, records) in records {
            let stream = Stream::new(name.clone());
            let rows = tables.stage(&stream, batch, records).await?;
            let stated = rows + usize::from(faults.contains(&Fault::WrongCount));
            tables
                .close_batch(&stream, batch, stated, Some(&as_of))
                .await?;
            if faults.contains(&Fault::Duplicated) {
                let again = format!("{batch}-2");
                tables.stage(&stream, &again, records).await?;
                tables
                    .close_batch(&stream, &again, rows, Some(&as_of))
                    .await?;
            }
            if faults.contains(&Fault::DroppedColumn) {
                tables.drop_column(&stream).await?;
            }
        }
    }
    tables.end().await?;
    Ok(made)
}

impl Tables {
    /// Opens a database; a SQLite file is made where there is none.
    ///
    /// # Errors
    ///
    /// [`TableSandboxError`] when it cannot be opened.
    pub async fn open(url: &str, layout: Layout) -> Result<Self, TableSandboxError> {
        let engine = match url.split_once(':') {
            Some(("sqlite", _)) => Engine::Sqlite,
            Some(("postgres" | "postgresql", _)) => Engine::Postgres,
            _ => return Err(TableSandboxError::Address),
        };
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        if engine == Engine::Sqlite {
            let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
            let path = path.to_owned();
            options.map_sqlx_sqlite_opts(move |sqlite| {
                // What a sandbox loses in a power cut can be made anew.
                let off = SqliteSynchronous::Off;
                sqlite
                    .filename(&path)
                    .create_if_missing(true)
                    .synchronous(off)
            });
        }
        let connection = Database::connect(options).await;
        Ok(Self {
            connection: connection
                .map_err(|e| TableSandboxError::Database("open its database", e))?,
            names: Names::default(),
            layout,
            engine,
        })
    }

    /// The connection, for whatever else a test does to the tables.
    #[must_use]
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// The table of a stream, ready for a statement.
    #[must_use]
    pub fn table(&self, stream: &Stream) -> String {
        let layout = self.layout.stream(stream);
        let table = layout
            .map(|layout| layout.table.as_str())
            .unwrap_or_default();
        self.names.name(stream.as_str(), table)
    }

    async fn are_there(&self) -> bool {
        let table = self.names.name("batches", self.layout.batches());
        let sql = format!("SELECT 1 FROM {table} WHERE 1 = 0");
        self.connection.execute_unprepared(&sql).await.is_ok()
    }

    /// Makes the tables as the DDL says.
    ///
    /// # Errors
    ///
    /// [`TableSandboxError`] when the database refuses.
    pub async fn make(&self) -> Result<(), TableSandboxError> {
        let ddl = self.layout.ddl_as(self.engine, &self.names);
        let made = self.connection.execute_unprepared(&ddl).await;
        made.map(drop)
            .map_err(|error| TableSandboxError::Database("make its tables", error))
    }

    /// Writes rows of a batch, numbered from one, and counts them. A record without id or time has
    /// no row: the table takes none.
    ///
    /// # Errors
    ///
    /// [`TableSandboxError`] when the database refuses.
    pub async fn stage(
        &self,
        stream: &Stream,
        batch: &str,
        records: &[serde_json::Value],
    ) -> Result<usize, TableSandboxError> {
        let failed = |error| TableSandboxError::Database("write rows", error);
        let layout = self.layout.stream(stream);
        let order = self.layout.order(stream.as_str());
        let Some((layout, order)) = layout.zip(order) else {
            return Ok(0);
        };
        let must = layout
            .columns
            .iter()
            .map(|one| one.column == order.0 || one.column == order.1);
        let must: Vec<bool> = must.collect();
        let sql = self.insert(stream, layout);
        let tx = self.connection.begin().await.map_err(failed)?;
        let texts = records.iter().map(|record| layout.texts(record));
        let texts = texts.filter(|texts| {
            texts
                .iter()
                .zip(&must)
                .all(|(text, must)| text.is_some() || !must)
        });
        let mut rows = 0;
        for (seq, texts) in (1_i64..).zip(texts) {
            rows += 1;
            let texts = texts.into_iter().map(Value::from);
            let values: Vec<Value> = [batch.into(), seq.into()]
                .into_iter()
                .chain(texts)
                .collect();
            tx.execute_raw(self.statement(&sql, values))
                .await
                .map_err(failed)?;
        }
        tx.commit().await.map_err(failed)?;
        Ok(rows)
    }

    fn insert(&self, stream: &Stream, layout: &StreamLayout) -> String {
        let columns = layout.columns.iter().map(|column| column.column.as_str());
        let columns = ["batch_no", "seq"].into_iter().chain(columns);
        let columns: Vec<String> = columns.map(|name| format!("\"{name}\"")).collect();
        let places: Vec<String> = (1..=columns.len()).map(|at| format!("${at}")).collect();
        let (columns, places) = (columns.join(", "), places.join(", "));
        format!(
            "INSERT INTO {} ({columns}) VALUES ({places})",
            self.table(stream)
        )
    }

    /// Says that a batch is written, and how many rows it has.
    ///
    /// # Errors
    ///
    /// [`TableSandboxError`] when the database refuses.
    pub async fn close_batch(
        &self,
        stream: &Stream,
        batch: &str,
        rows: usize,
        as_of: Option<&str>,
    ) -> Result<(), TableSandboxError> {
        let table = self.names.name("batches", self.layout.batches());
        let sql = format!(
            "INSERT INTO {table} (\"stream\", \"batch_no\", \"row_count\", \"as_of\") \
             VALUES ($1, $2, $3, $4)"
        );
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        let values = vec![
            stream.as_str().into(),
            batch.into(),
            rows.into(),
            as_of.map(str::to_owned).into(),
        ];
        let written = self
            .connection
            .execute_raw(self.statement(&sql, values))
            .await;
        written
            .map(drop)
            .map_err(|error| TableSandboxError::Database("close a batch", error))
    }

    async fn drop_column(&self, stream: &Stream) -> Result<(), TableSandboxError> {
        let columns = self
            .layout
            .stream(stream)
            .map(|layout| layout.columns.as_slice());
        let order = self.layout.order(stream.as_str()).unwrap_or_default();
        let free = columns.unwrap_or_default().iter().rev();
        let mut free =
            free.filter(|one| !one.optional && one.column != order.0 && one.column != order.1);
        let Some(column) = free.next() else {
            return Ok(());
        };
        let sql = format!(
            "ALTER TABLE {} DROP COLUMN \"{}\"",
            self.table(stream),
            column.column
        );
        let dropped = self.connection.execute_unprepared(&sql).await;
        dropped
            .map(drop)
            .map_err(|error| TableSandboxError::Database("drop a column", error))
    }

    /// Ends the connection.
    ///
    /// # Errors
    ///
    /// [`TableSandboxError`] when it does not end.
    pub async fn end(self) -> Result<(), TableSandboxError> {
        let ended = self.connection.close().await;
        ended.map_err(|error| TableSandboxError::Database("close its database", error))
    }

    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        let backend = match self.engine {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        };
        Statement::from_sql_and_values(backend, sql, values)
    }
}
