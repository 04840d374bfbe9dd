use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use super::watched::Watched;
use super::{Patience, Verdict, judge};

/// A pool for reading; sees only what was committed.
///
/// A question whose connection was lost, or that got in the way of others, is asked again here
/// and nowhere else. The rows of an answer come all at once: nobody has seen half of it.
#[derive(Clone, Debug)]
pub struct Reader {
    pub(super) pool: Watched<DatabaseConnection>,
    /// Most connections that the pool holds.
    pub(super) connections: u32,
}

/// Waits before the next attempt, or gives the error back when asking again would not mend it.
/// Where no connection became free the pool has waited already.
async fn again_after(error: DbErr, patience: &mut Patience) -> Result<(), DbErr> {
    let verdict = judge(&error);
    let passes = matches!(verdict, Verdict::Again | Verdict::Disconnected);
    if passes && patience.again(verdict == Verdict::Disconnected).await {
        tracing::debug!(%error, "question is asked again");
        return Ok(());
    }
    Err(error)
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    /// Asked once: what is executed is no question.
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.pool.execute_raw(statement).await
    }

    /// Asked once: what is executed is no question.
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.pool.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut patience = Patience::with(self.connections);
        loop {
            match self.pool.query_one_raw(statement.clone()).await {
                Ok(row) => return Ok(row),
                Err(error) => again_after(error, &mut patience).await?,
            }
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut patience = Patience::with(self.connections);
        loop {
            match self.pool.query_all_raw(statement.clone()).await {
                Ok(rows) => return Ok(rows),
                Err(error) => again_after(error, &mut patience).await?,
            }
        }
    }
}
