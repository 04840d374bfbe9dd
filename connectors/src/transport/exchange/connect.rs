use std::{future::Future, time::Duration};

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait, Value,
};

use super::{config::Address, reader::Exchange};
use crate::{Failure, transport::layout::Engine};

impl Exchange {
    /// Connects anew: a connection is held while a run lasts and by nobody between runs.
    pub(super) async fn connect(&self) -> Result<DatabaseConnection, Failure> {
        let connected = Database::connect(self.options()).await;
        connected.map_err(|error| self.trouble("connect to", "it", &error))
    }

    fn options(&self) -> ConnectOptions {
        let Address {
            engine,
            at,
            password,
        } = self.address.clone();
        let (patience, limit) = (self.connect_limit(), self.statement_limit());
        let read_only = self.config.read_only;
        let url = match engine {
            // The path is set below: it may hold what a URL would escape.
            Engine::Sqlite => "sqlite://exchange".to_owned(),
            Engine::Postgres => at.clone(),
        };
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(1)
            .connect_timeout(patience)
            .acquire_timeout(patience)
            .sqlx_logging(false);
        match engine {
            Engine::Sqlite => options.map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .filename(&at)
                    .create_if_missing(false)
                    .read_only(read_only)
                    .busy_timeout(limit)
            }),
            Engine::Postgres => options.map_sqlx_postgres_opts(move |postgres| {
                let limit = limit.as_millis().to_string();
                let postgres = postgres.application_name("shuniu").options([
                    ("statement_timeout", limit.as_str()),
                    ("lock_timeout", limit.as_str()),
                    ("idle_in_transaction_session_timeout", limit.as_str()),
                    (
                        "default_transaction_read_only",
                        if read_only { "on" } else { "off" },
                    ),
                ]);
                match &password {
                    Some(password) => postgres.password(password.expose()),
                    None => postgres,
                }
            }),
        };
        options
    }

    /// A transaction that sees one state of the tables, locks none of them, and cannot write.
    pub(super) async fn look(
        &self,
        connection: &DatabaseConnection,
    ) -> Result<DatabaseTransaction, DbErr> {
        let options = match self.address.engine {
            Engine::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..Default::default()
            },
            Engine::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..Default::default()
            },
        };
        connection.begin_with_options(options).await
    }

    pub(super) fn statement(
        &self,
        sql: impl Into<String>,
        values: impl IntoIterator<Item = Value>,
    ) -> Statement {
        let backend = match self.address.engine {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        };
        Statement::from_sql_and_values(backend, sql, values)
    }

    /// The columns that a table has; none where there is no such table.
    pub(super) async fn columns(
        &self,
        db: &impl ConnectionTrait,
        table: &str,
    ) -> Result<Vec<String>, Failure> {
        let (sql, name) = match self.address.engine {
            Engine::Postgres => (
                "SELECT CAST(attname AS text) FROM pg_attribute \
                 WHERE attrelid = CAST(CAST($1 AS text) AS regclass) AND attnum > 0 \
                 AND NOT attisdropped",
                table.to_owned(),
            ),
            Engine::Sqlite => (
                "SELECT name FROM pragma_table_info($1)",
                table.trim_matches('"').to_owned(),
            ),
        };
        let rows = db
            .query_all_raw(self.statement(sql, [name.into()]))
            .await
            .map_err(|error| self.trouble("look at", table, &error))?;
        rows.iter()
            .map(|row| row.try_get_by_index(0))
            .collect::<Result<_, _>>()
            .map_err(|error| self.trouble("look at", table, &error))
    }

    /// Bounds whatever waits for the database.
    pub(super) async fn within<T>(
        &self,
        act: impl Future<Output = Result<T, Failure>> + Send,
    ) -> Result<T, Failure> {
        // A statement ends by its own limit; this one is for a line that says nothing any more.
        let limit = self.connect_limit() + self.statement_limit() * 3;
        match tokio::time::timeout(limit, act).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Failure::transient(format!(
                "{}: the exchange database said nothing for {limit:?}",
                self.system
            ))),
        }
    }

    fn connect_limit(&self) -> Duration {
        Duration::from_millis(self.http.connect_timeout_ms.max(1))
    }

    fn statement_limit(&self) -> Duration {
        Duration::from_millis(self.http.timeout_ms.max(1))
    }
}
