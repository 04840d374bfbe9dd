use anyhow::{Context, Result};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};

use crate::{Engine, postgres};

/// Locks that others wait for.
#[derive(Debug)]
pub struct Held(DatabaseTransaction);

impl Held {
    /// Gives them up and leaves nothing behind.
    ///
    /// # Errors
    ///
    /// What the driver says.
    pub async fn release(self) -> Result<()> {
        Ok(self.0.rollback().await?)
    }
}

/// A connection beside the product: it looks at the catalogue and tampers with rows.
#[derive(Debug)]
pub struct Raw {
    engine: Engine,
    pub(crate) connection: DatabaseConnection,
}

impl Raw {
    pub(crate) async fn open(engine: Engine, url: &str) -> Result<Self> {
        let connection = postgres::connect(url).await?;
        Ok(Self { engine, connection })
    }

    /// Runs one command; tells how many rows it touched.
    ///
    /// # Errors
    ///
    /// With the command, when the database refuses it.
    pub async fn execute(&self, sql: &str) -> Result<u64> {
        let done = self.connection.execute_unprepared(sql).await;
        Ok(done.with_context(|| sql.to_owned())?.rows_affected())
    }

    /// Runs commands in a transaction that stays open, so that others wait for its locks.
    ///
    /// # Errors
    ///
    /// With the command, when the database refuses it.
    pub async fn hold(&self, commands: &[&str]) -> Result<Held> {
        let immediate = (self.engine == Engine::Sqlite).then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions {
            sqlite_transaction_mode: immediate,
            ..Default::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        for command in commands {
            let done = transaction.execute_unprepared(command).await;
            done.with_context(|| (*command).to_owned())?;
        }
        Ok(Held(transaction))
    }

    /// Asks for rows whose columns are all text; NULL is the empty string.
    ///
    /// # Errors
    ///
    /// With the question, when the database refuses it.
    pub async fn texts(&self, sql: &str) -> Result<Vec<Vec<String>>> {
        let statement = Statement::from_string(self.backend(), sql);
        let rows = self.connection.query_all_raw(statement).await;
        let rows = rows.with_context(|| sql.to_owned())?;
        rows.iter()
            .map(|row| {
                (0..row.column_names().len())
                    .map(|index| {
                        let text: Option<String> = row.try_get_by_index(index)?;
                        Ok(text.unwrap_or_default())
                    })
                    .collect()
            })
            .collect()
    }

    /// How the database would go about a statement of the product, whatever its parameters. As
    /// the tables of a test are nearly empty, PostgreSQL is told not to read them from end to end
    /// where anything else can be done.
    ///
    /// # Errors
    ///
    /// With the statement, when the database refuses it.
    pub async fn plan(&self, sql: &str) -> Result<String> {
        let mut explain = match self.engine {
            Engine::Sqlite => format!("EXPLAIN QUERY PLAN {sql}"),
            Engine::Postgres => "EXPLAIN (COSTS OFF) EXECUTE asked".to_owned(),
        };
        let transaction = self.connection.begin().await?;
        if self.engine == Engine::Postgres {
            let parameters = (1..).take_while(|number| {
                let bound = format!("${number}");
                let mut after = sql.split(bound.as_str()).skip(1);
                after.any(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
            });
            let unknown = vec!["NULL"; parameters.count()].join(", ");
            if !unknown.is_empty() {
                explain.push_str(&format!(" ({unknown})"));
            }
            for set in [
                "SET LOCAL enable_seqscan = off",
                "SET LOCAL enable_bitmapscan = off",
                "SET LOCAL plan_cache_mode = force_generic_plan",
                &format!("PREPARE asked AS {sql}"),
            ] {
                let done = transaction.execute_unprepared(set).await;
                done.with_context(|| set.to_owned())?;
            }
        }
        let statement = Statement::from_string(self.backend(), explain);
        let rows = transaction.query_all_raw(statement).await;
        let rows = rows.with_context(|| sql.to_owned())?;
        let column = if self.engine == Engine::Sqlite { 3 } else { 0 };
        let lines: Vec<String> = rows
            .iter()
            .map(|row| row.try_get_by_index(column))
            .collect::<Result<_, _>>()?;
        if self.engine == Engine::Postgres {
            transaction.execute_unprepared("DEALLOCATE asked").await?;
        }
        transaction.rollback().await?;
        Ok(lines.join("\n"))
    }

    /// Asks for one text column.
    ///
    /// # Errors
    ///
    /// As [`Raw::texts`].
    pub async fn column(&self, sql: &str) -> Result<Vec<String>> {
        let rows = self.texts(sql).await?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// The product's tables and those of the migrations, in order of name.
    ///
    /// # Errors
    ///
    /// As [`Raw::texts`].
    pub async fn tables(&self) -> Result<Vec<String>> {
        self.column(match self.engine {
            Engine::Sqlite => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' \
                 ESCAPE '\\' ORDER BY name"
            }
            Engine::Postgres => {
                "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p') \
                 AND relnamespace = 'public'::regnamespace ORDER BY relname"
            }
        })
        .await
    }

    /// Which engine it is on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Closes the connection.
    ///
    /// # Errors
    ///
    /// Passes on what the driver says.
    pub async fn close(self) -> Result<()> {
        Ok(self.connection.close().await?)
    }

    fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }
}
