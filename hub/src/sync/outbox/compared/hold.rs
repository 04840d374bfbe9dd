//! One worker at a time goes on with a comparison.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query, UpdateStatement};
use shuniu_entities::hand_over_comparison;
use uuid::Uuid;

use crate::fault::Fault;
use crate::transact::{Tx, Work};

/// How long a hold lasts without a page.
pub(super) const HELD: TimeDelta = TimeDelta::minutes(5);

/// Takes the hold on a comparison, unless somebody else has it. Gives the fence.
pub(super) struct Take<'a> {
    pub(super) row: &'a hand_over_comparison::Model,
    pub(super) holder: &'a str,
}

#[async_trait::async_trait]
impl Work for Take<'_> {
    type Output = Option<i64>;

    async fn run(&self, tx: &mut Tx) -> Result<Option<i64>, Fault> {
        use hand_over_comparison::Column;
        let take = Query::update()
            .table(hand_over_comparison::Entity)
            .value(Column::Holder, self.holder)
            .value(Column::Fence, Expr::col(Column::Fence).add(1))
            .value(Column::LeaseUntil, tx.now() + HELD)
            .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(Column::Id).eq(self.row.id))
            .and_where(Expr::col(Column::State).eq("running"))
            .and_where(Expr::col(Column::Fence).eq(self.row.fence))
            .and_where(Expr::col(Column::LeaseUntil).lt(tx.now()))
            .to_owned();
        let taken = tx.db().execute(&take).await?.rows_affected() == 1;
        Ok(taken.then_some(self.row.fence + 1))
    }
}

/// A change of a comparison by whoever holds it, and goes on holding it.
pub(super) fn held(tx: &Tx, id: Uuid, fence: i64) -> UpdateStatement {
    held_until(tx, id, fence, tx.now() + HELD)
}

fn held_until(tx: &Tx, id: Uuid, fence: i64, until: DateTime<Utc>) -> UpdateStatement {
    use hand_over_comparison::Column;
    Query::update()
        .table(hand_over_comparison::Entity)
        .value(Column::LeaseUntil, until)
        .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(Column::Id).eq(id))
        .and_where(Expr::col(Column::Fence).eq(fence))
        .to_owned()
}

/// Carries out such a change.
pub(super) async fn put(tx: &Tx, change: &UpdateStatement, id: Uuid) -> Result<(), Fault> {
    if tx.db().execute(change).await?.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Fault::LeaseLost(format!("comparison {id}")))
    }
}

/// Lets go of a comparison, with why it did not go on.
pub(super) struct Release {
    pub(super) id: Uuid,
    pub(super) fence: i64,
    pub(super) failure: Option<String>,
    /// Whether it is tried no more.
    pub(super) failed: bool,
}

#[async_trait::async_trait]
impl Work for Release {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        use hand_over_comparison::Column;
        let mut change = held_until(tx, self.id, self.fence, DateTime::UNIX_EPOCH);
        change
            .value(Column::Failure, self.failure.clone())
            .value(Column::Holder, "-");
        if self.failed {
            change
                .value(Column::State, "failed")
                .value(Column::EndedAt, tx.now());
        }
        // Whoever took it over meanwhile knows better.
        tx.db().execute(&change).await?;
        Ok(())
    }
}
