//! Which hand-over a receipt answers.

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use shuniu_connectors::contract::{CanonicalRecord, HandOverKind};
use shuniu_entities::{Scope, Tenant, outbox};
use uuid::Uuid;

use crate::fault::Fault;

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
