use anyhow::{Context, Result};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::{Engine, postgres};

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
