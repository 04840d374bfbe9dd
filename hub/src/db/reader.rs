use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use super::watched::Watched;
use super::{ATTEMPTS, Verdict, judge, pause};

/// A pool for reading; sees only what was committed.
///
/// A question whose connection was lost, or that got in the way of others, is asked again here
/// and nowhere else. The rows of an answer come all at once: nobody has seen half of it.
#[derive(Clone, Debug)]
pub struct Reader(pub(super) Watched<DatabaseConnection>);

/// Waits before the next attempt, or gives the error back when asking again would not mend it.
/// Where no connection became free the pool has waited already.
async fn again_after(error: DbErr, attempt: u32) -> Result<(), DbErr> {
    let passes = matches!(judge(&error), Verdict::Again | Verdict::Disconnected);
    if !passes || attempt >= ATTEMPTS {
        return Err(error);
    }
    tracing::debug!(attempt, %error, "question is asked again");
    tokio::time::sleep(pause(attempt)).await;
    Ok(())
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    /// Asked once: what is executed is no question.
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.execute_raw(statement).await
    }

    /// Asked once: what is executed is no question.
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut attempt = 1;
        loop {
            match self.0.query_one_raw(statement.clone()).await {
                Ok(row) => return Ok(row),
                Err(error) => again_after(error, attempt).await?,
            }
            attempt += 1;
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut attempt = 1;
        loop {
            match self.0.query_all_raw(statement.clone()).await {
                Ok(rows) => return Ok(rows),
                Err(error) => again_after(error, attempt).await?,
            }
            attempt += 1;
        }
    }
}
