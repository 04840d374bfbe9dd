//! Which hand-over a receipt answers.

use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use serde_json::{Value as Json, json};
use shuniu_connectors::contract::{CanonicalRecord, HandOverKind, RecordError};
use shuniu_entities::{Scope, Tenant, outbox};
use uuid::Uuid;

use crate::fault::Fault;
use crate::sync::became::Became;
use crate::transact::Tx;

/// Has the paper that a receipt is bear the change that was filed, where it was one: several
/// changes have a filing each.
pub(crate) fn name_change(record: &mut CanonicalRecord, asked: &outbox::Model) {
    if asked.kind != HandOverKind::ChangeFiling.as_str() {
        return;
    }
    if let Some(about) = asked.about {
        for document in &mut record.documents {
            document.occurrence_key = Some(about.to_string());
        }
    }
}

/// The hand-over of a project to a system that was answered by the receipt of the number.
pub(crate) async fn answered(
    db: &impl ConnectionTrait,
    scope: &Scope,
    project: Uuid,
    (system, number): (&str, &str),
) -> Result<Option<outbox::Model>, Fault> {
    let rows = outbox::Entity::find_in(scope)
        .filter(outbox::Column::ProjectId.eq(project))
        .filter(outbox::Column::System.eq(system))
        .all(db)
        .await?;
    let answers = |row: &outbox::Model| {
        let answer = row.answer.as_ref();
        answer.is_some_and(|answer| answer["receipt"] == number)
    };
    Ok(rows.into_iter().find(answers))
}

/// Marks an answer whose receipt was set aside.
const ASIDE: &str = "set_aside";

/// Why a receipt proves nothing yet, with what is wrong with it; nothing where it does.
pub(super) fn aside(became: &Became, wrong: Option<&RecordError>) -> Option<String> {
    let wrong = match became {
        Became::SetAside => wrong,
        Became::Differs(error) => Some(error),
        _ => return None,
    };
    let wrong = wrong.map(|error| format!(": {}", error.reason.en));
    Some(format!(
        "its receipt was set aside and proves nothing yet{}; see `quarantine`, and replay it",
        wrong.unwrap_or_default()
    ))
}

/// Says so where the hand-over is looked at: it is accepted, and its proof lies in quarantine.
pub(super) fn tell_aside(answer: &mut Json, reason: String) {
    answer[ASIDE] = json!(true);
    answer["reason"] = json!(reason);
}

/// The receipt of the number was replayed: its hand-over has nothing more to say.
pub(crate) async fn proved(
    tx: &Tx,
    project: Uuid,
    (system, number): (&str, &str),
) -> Result<(), Fault> {
    use outbox::Column;
    let row = answered(tx.db(), tx.scope(), project, (system, number)).await?;
    let Some(row) = row else {
        return Ok(());
    };
    let mut answer = row.answer.clone().unwrap_or_default();
    let Some(said) = answer.as_object_mut() else {
        return Ok(());
    };
    if said.remove(ASIDE).is_none() {
        return Ok(());
    }
    said.remove("reason");
    let put = Query::update()
        .table(outbox::Entity)
        .value(Column::Answer, answer)
        .value(Column::Version, Expr::col(Column::Version).add(1))
        .and_where(Expr::col(Column::JurisdictionId).eq(row.jurisdiction_id))
        .and_where(Expr::col(Column::Id).eq(row.id))
        .to_owned();
    tx.db().execute(&put).await?;
    Ok(())
}
