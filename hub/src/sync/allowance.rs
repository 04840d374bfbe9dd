//! Rate budgets that all workers of all processes spend, one row each.

use async_trait::async_trait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use shuniu_connectors::Failure;
use shuniu_connectors::egress::{Allowance, Claim, Taken};
use shuniu_entities::request_budget::{self, Column};

use crate::db::Database;

/// How often somebody else may be quicker before it is waited for.
const TRIES: u32 = 8;

/// Keeps budgets in the database. It holds no hub, which holds the systems that hold it.
#[derive(Clone, Debug)]
pub(super) struct Budgets(pub(super) Database);

#[async_trait]
impl Allowance for Budgets {
    async fn take(&self, budget: &str, claim: &Claim) -> Result<Taken, Failure> {
        self.claim(budget, claim).await.map_err(|error| {
            tracing::warn!(budget, %error, "a rate budget cannot be asked");
            Failure::transient("the database that keeps it does not answer")
        })
    }
}

impl Budgets {
    async fn claim(&self, budget: &str, claim: &Claim) -> Result<Taken, DbErr> {
        for _ in 0..TRIES {
            let row = request_budget::Entity::named(budget)
                .one(&self.0.reader())
                .await?;
            let Some(row) = row else {
                self.begin(budget).await?;
                continue;
            };
            match claim.grant(row.stands_at) {
                Err(wait) => return Ok(Taken::Wait(wait)),
                Ok(next) if self.moved(budget, row.stands_at, next).await? => {
                    return Ok(Taken::Leave);
                }
                Ok(_) => {}
            }
        }
        let one = std::time::Duration::from_micros(claim.interval_micros.unsigned_abs());
        Ok(Taken::Wait(one))
    }

    async fn begin(&self, budget: &str) -> Result<(), DbErr> {
        let tx = self.0.begin().await?;
        let row = request_budget::ActiveModel {
            name: Set(budget.to_owned()),
            stands_at: Set(0),
        };
        let keep = OnConflict::column(Column::Name).do_nothing().to_owned();
        request_budget::Entity::insert(row)
            .on_conflict(keep)
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await
    }

    /// Moves it on, unless somebody else did.
    async fn moved(&self, budget: &str, from: i64, to: i64) -> Result<bool, DbErr> {
        let tx = self.0.begin().await?;
        let take = Query::update()
            .table(request_budget::Entity)
            .value(Column::StandsAt, to)
            .and_where(Expr::col(Column::Name).eq(budget))
            .and_where(Expr::col(Column::StandsAt).eq(from))
            .to_owned();
        let done = tx.execute(&take).await?.rows_affected() == 1;
        tx.commit().await?;
        Ok(done)
    }
}
