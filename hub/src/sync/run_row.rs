use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value as Json, json};
use shuniu_connectors::contract::Stream;
use shuniu_entities::sync_run;
use uuid::Uuid;

use super::flood::Flood;
use super::lease;
use super::report::Counts;
use crate::fault::Fault;
use crate::transact::{Tx, Work};

/// Has the beginning of a run on record.
pub(super) struct Begin<'a> {
    pub(super) id: Uuid,
    pub(super) connector: Uuid,
    pub(super) stream: &'a Stream,
    pub(super) fence: i64,
}

#[async_trait::async_trait]
impl Work for Begin<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        // Whoever held the stream before and never ended was killed.
        sync_run::Entity::update_many()
            .set(sync_run::ActiveModel {
                state: Set("failed".to_owned()),
                finished_at: Set(Some(tx.now())),
                failure: Set(Some("the worker stopped before the run ended".to_owned())),
                waiting_for: Set(None),
                ..Default::default()
            })
            .filter(sync_run::Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(sync_run::Column::ConnectorId.eq(self.connector))
            .filter(sync_run::Column::Stream.eq(self.stream.as_str()))
            .filter(sync_run::Column::State.eq("running"))
            .filter(sync_run::Column::Id.ne(self.id))
            .exec(tx.db())
            .await?;
        let run = sync_run::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(self.id),
            connector_id: Set(self.connector),
            stream: Set(self.stream.as_str().to_owned()),
            state: Set("running".to_owned()),
            started_at: Set(tx.now()),
            finished_at: Set(None),
            pages: Set(0),
            received: Set(0),
            unchanged: Set(0),
            merged: Set(0),
            unmatched: Set(0),
            quarantined: Set(0),
            refused: Set(0),
            turned_back: Set(Some(0)),
            failure: Set(None),
            waiting_for: Set(None),
        };
        sync_run::Entity::insert(run)
            .exec_without_returning(tx.db())
            .await?;
        lease::name(tx, self.connector, self.stream, self.fence, self.id).await
    }
}

/// Has the end of a run on record, whatever it is, and lets go of the stream.
pub(super) struct End<'a> {
    pub(super) id: Uuid,
    pub(super) connector: Uuid,
    pub(super) stream: &'a Stream,
    pub(super) fence: i64,
    pub(super) state: &'static str,
    pub(super) failure: Option<String>,
    pub(super) ended: lease::Ended,
    pub(super) flood: Option<&'a Flood>,
}

#[async_trait::async_trait]
impl Work for End<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        sync_run::Entity::update(sync_run::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(self.id),
            state: Set(self.state.to_owned()),
            finished_at: Set(Some(tx.now())),
            failure: Set(self.failure.clone()),
            turned_back: Set(Some(self.flood.map_or(0, |flood| flood.turned_back))),
            waiting_for: Set(None),
            ..Default::default()
        })
        .exec(tx.db())
        .await?;
        let (connector, stream, fence) = (self.connector, self.stream, self.fence);
        let flood = self.flood.map(|flood| json!(flood));
        lease::release(tx, connector, stream, fence, self.ended, flood.as_ref()).await
    }
}

/// Adds what a page did to its run, which waits for nothing any more.
pub(super) async fn tally(tx: &Tx, run: Uuid, counts: Counts) -> Result<(), Fault> {
    use sync_run::Column;
    let mut tally = Query::update();
    tally
        .table(sync_run::Entity)
        .value(Column::Pages, Expr::col(Column::Pages).add(1))
        .value(Column::WaitingFor, None::<Json>);
    for (column, more) in [
        (Column::Received, counts.received),
        (Column::Unchanged, counts.unchanged),
        (Column::Merged, counts.merged),
        (Column::Unmatched, counts.unmatched),
        (Column::Quarantined, counts.quarantined),
        (Column::Refused, counts.refused),
    ] {
        tally.value(column, Expr::col(column).add(more));
    }
    tally
        .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(Column::Id).eq(run));
    tx.db().execute(&tally).await?;
    Ok(())
}
