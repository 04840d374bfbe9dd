//! Taking back what has not gone out.

use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, QueryFilter as _};
use serde_json::{Value as Json, json};
use shuniu_connectors::contract::HandOverKind;
use shuniu_entities::{Tenant as _, outbox};
use uuid::Uuid;

use super::{grounds, turned_down};
use crate::desk;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// State of a hand-over that does not go out; it may be handed over anew.
pub(super) const WITHDRAWN: &str = "withdrawn";

/// Says what became of a hand-over by hand. A worker that holds it loses its hold, for the fence
/// moves on; where a worker was first, nothing is written.
pub(super) async fn put_by_hand(
    tx: &mut Tx,
    row: &outbox::Model,
    state: &str,
    answer: &Json,
) -> Result<(), Fault> {
    use outbox::Column;
    let put = Query::update()
        .table(outbox::Entity)
        .value(Column::State, state)
        .value(Column::Answer, answer.clone())
        .value(Column::NextAttemptAt, tx.now())
        .value(Column::Fence, Expr::col(Column::Fence).add(1))
        .value(Column::Version, Expr::col(Column::Version).add(1))
        .and_where(Expr::col(Column::JurisdictionId).eq(row.jurisdiction_id))
        .and_where(Expr::col(Column::Id).eq(row.id))
        .and_where(Expr::col(Column::State).eq(row.state.as_str()))
        .and_where(Expr::col(Column::Fence).eq(row.fence))
        .to_owned();
    if tx.db().execute(&put).await?.rows_affected() != 1 {
        let problem = format!(
            "{} {} is being delivered at this moment; look at its state again",
            row.kind, row.id
        );
        return Err(Fault::invalid("handOver", problem));
    }
    turned_down::note(tx, row, state, answer["reason"].as_str()).await?;
    let body = json!({"kind": row.kind, "was": row.state, "is": state, "answer": answer});
    tx.record(Draft::of_project("outbox", row.id, row.project_id, body));
    Ok(())
}

/// Takes back what was put together from an event or a paper that no longer counts, or an asset
/// that is no longer there; whether it was so.
pub(super) async fn withdraw_groundless(tx: &mut Tx, row: &outbox::Model) -> Result<bool, Fault> {
    let grounds = grounds::of(row)?;
    desk::open(tx, &[row.project_id]).await?;
    let file = tx.desk().files.get(&row.project_id);
    let lost = file.and_then(|file| grounds.into_iter().find(|id| !grounds::counts(file, *id)));
    let Some(lost) = lost else {
        return Ok(false);
    };
    let reason = format!(
        "what it says was voided or corrected before it went out ({lost}); hand over what is right"
    );
    let answer = json!({"reason": reason, "by": tx.actor().subject.clone()});
    put_by_hand(tx, row, WITHDRAWN, &answer).await?;
    Ok(true)
}

/// Takes back the card of an asset that is withdrawn, if it has not gone out. One that went out is
/// perhaps registered, and refuses.
pub(crate) async fn withdraw_card(
    tx: &mut Tx,
    project: Uuid,
    asset: Uuid,
    reason: &str,
) -> Result<(), Fault> {
    use outbox::Column;
    let card = HandOverKind::AssetCard.as_str();
    turned_down::clear(tx, project, card, Some(asset)).await?;
    let scope = tx.scope().clone();
    let under_way = outbox::Entity::find_in(&scope)
        .filter(Column::ProjectId.eq(project))
        .filter(Column::Kind.eq(card))
        .filter(Column::About.eq(asset))
        .filter(Column::State.is_in(["prepared", "sent", "unknown"]))
        .one(tx.db())
        .await?;
    let Some(row) = under_way else {
        return Ok(());
    };
    if row.state != "prepared" {
        let problem = format!(
            "its card went out and nobody knows yet whether it was registered: hand-over {} ({}); wait for the answer, or settle it",
            row.id, row.state
        );
        return Err(Fault::invalid("asset", problem));
    }
    let answer = json!({"reason": reason, "by": tx.actor().subject});
    put_by_hand(tx, &row, WITHDRAWN, &answer).await
}
