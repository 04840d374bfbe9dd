use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use shuniu_entities::{hand_over_comparison, outbox};

use super::super::deliver::Conclude;
use super::super::ending::Ending;
use super::hold::{held, put};
use super::note::see;
use super::walk::{Found, Going};
use crate::fault::Fault;
use crate::transact::{Tx, Work};

impl Going<'_> {
    /// Writes down what the list proves, as if it had been asked for by key.
    pub(super) async fn settle(&self, row: &outbox::Model, ending: Ending) -> Result<Found, Fault> {
        let settle = Settle {
            going: self,
            row,
            conclude: Conclude::new(self.hub, Some(self.source), row, row.fence + 1, ending),
        };
        let settled = self.transact("conclude_delivery", &settle).await?;
        Ok(if settled {
            Found::Settled
        } else {
            Found::UnderWay
        })
    }
}

/// Settles a hand-over and counts it, once: whoever goes on finds it among what was seen. Whether it
/// did: nobody else is at it.
struct Settle<'a> {
    going: &'a Going<'a>,
    row: &'a outbox::Model,
    conclude: Conclude<'a>,
}

#[async_trait::async_trait]
impl Work for Settle<'_> {
    type Output = bool;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Fault> {
        use hand_over_comparison::Column;
        if !self.take(tx).await? {
            return Ok(false);
        }
        self.conclude.run(tx).await?;
        let Going { id, fence, .. } = self.going;
        see(tx, *id, std::slice::from_ref(&self.row.key)).await?;
        let mut count = held(tx, *id, *fence);
        count.value(Column::Settled, Expr::col(Column::Settled).add(1));
        put(tx, &count, *id).await?;
        Ok(true)
    }
}

impl Settle<'_> {
    /// Takes the delivery from whoever would go on with it as it was read; nothing goes out.
    async fn take(&self, tx: &Tx) -> Result<bool, Fault> {
        use outbox::Column;
        let take = Query::update()
            .table(outbox::Entity)
            .value(Column::Fence, Expr::col(Column::Fence).add(1))
            .value(Column::Holder, tx.actor().subject.clone())
            .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(Column::Id).eq(self.row.id))
            .and_where(Expr::col(Column::Fence).eq(self.row.fence))
            .and_where(Expr::col(Column::State).eq(self.row.state.as_str()))
            .to_owned();
        Ok(tx.db().execute(&take).await?.rows_affected() == 1)
    }
}
