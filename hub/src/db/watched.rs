use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use super::probe::Watch;

/// A connection every statement of which is seen by the probe, if there is one.
#[derive(Clone, Debug)]
pub struct Watched<C> {
    pub(super) inner: C,
    pub(super) watch: Watch,
}

/// An open transaction. Dropped without being committed, nothing of it remains.
pub type Writer = Watched<DatabaseTransaction>;

/// An open transaction that only reads.
pub(crate) type Snapshot = Writer;

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

#[async_trait::async_trait]
impl<C: ConnectionTrait + Send> ConnectionTrait for Watched<C> {
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

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
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
