use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};

use super::probe::Watch;

/// A pool for reading; sees only what was committed.
#[derive(Clone, Debug)]
pub struct Reader {
    pub(super) inner: DatabaseConnection,
    pub(super) watch: Watch,
}

/// An open transaction. Dropped without being committed, nothing of it remains.
#[derive(Debug)]
pub struct Writer {
    pub(super) inner: DatabaseTransaction,
    pub(super) watch: Watch,
}

impl Writer {
    /// Makes everything of the transaction permanent, or nothing.
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        self.watch.before("COMMIT")?;
        self.inner.commit().await?;
        self.watch.after("COMMIT")
    }

    /// Leaves nothing of the transaction.
    pub(crate) async fn rollback(self) -> Result<(), DbErr> {
        self.inner.rollback().await
    }
}

macro_rules! watched {
    ($connection:ty) => {
        #[async_trait::async_trait]
        impl ConnectionTrait for $connection {
            fn get_database_backend(&self) -> DbBackend {
                self.inner.get_database_backend()
            }

            async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
                let sql = statement.sql.clone();
                self.watch.before(&sql)?;
                let result = self.inner.execute_raw(statement).await?;
                self.watch.after(&sql)?;
                Ok(result)
            }

            async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
                self.watch.before(sql)?;
                let result = self.inner.execute_unprepared(sql).await?;
                self.watch.after(sql)?;
                Ok(result)
            }

            async fn query_one_raw(
                &self,
                statement: Statement,
            ) -> Result<Option<QueryResult>, DbErr> {
                let sql = statement.sql.clone();
                self.watch.before(&sql)?;
                let row = self.inner.query_one_raw(statement).await?;
                self.watch.after(&sql)?;
                Ok(row)
            }

            async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
                let sql = statement.sql.clone();
                self.watch.before(&sql)?;
                let rows = self.inner.query_all_raw(statement).await?;
                self.watch.after(&sql)?;
                Ok(rows)
            }
        }
    };
}

watched!(Reader);
watched!(Writer);
