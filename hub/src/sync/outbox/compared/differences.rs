//! The differences that stand, and the findings on the projects that they concern.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use shuniu_entities::{Scope, Tenant, finding, hand_over_difference};
use uuid::Uuid;

use super::mend::mend;
use crate::desk;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

use hand_over_difference::{ActiveModel, Column, Entity, Model};

fn scope(tx: &Tx) -> Scope {
    Scope::jurisdictions(vec![tx.jurisdiction()])
}

/// The differences that stand of the keys.
pub(super) async fn standing(
    tx: &Tx,
    connector: Uuid,
    keys: &[String],
) -> Result<Vec<Model>, Fault> {
    let rows = Entity::find_in(&scope(tx))
        .filter(Column::ConnectorId.eq(connector))
        .filter(Column::Key.is_in(keys))
        .all(tx.db());
    Ok(rows.await?)
}

/// Whether a hand-over stands otherwise at the other side.
pub(in crate::sync::outbox) async fn stands(tx: &Tx, hand_over: Uuid) -> Result<bool, Fault> {
    Ok(!of(tx, hand_over).await?.is_empty())
}

async fn of(tx: &Tx, hand_over: Uuid) -> Result<Vec<Model>, Fault> {
    let rows = Entity::find_in(&scope(tx))
        .filter(Column::HandOverId.eq(hand_over))
        .all(tx.db());
    Ok(rows.await?)
}

/// A person has settled the hand-over: what stood of it stands no more.
pub(in crate::sync::outbox) async fn close_of(tx: &mut Tx, hand_over: Uuid) -> Result<(), Fault> {
    for row in of(tx, hand_over).await? {
        close(tx, &row).await?;
    }
    Ok(())
}

/// Puts a difference in the place of what stood of its key. What stands as it is stays.
pub(super) async fn put(
    tx: &mut Tx,
    system: &str,
    before: Option<&Model>,
    row: Model,
) -> Result<(), Fault> {
    if let Some(before) = before {
        if told(before) == told(&row) {
            return Ok(());
        }
        close(tx, before).await?;
    }
    let (zh, en) = mend(&row, system);
    Entity::insert(ActiveModel::from(row.clone()))
        .exec_without_returning(tx.db())
        .await?;
    let body = json!({
        "found": row.kind, "system": system, "key": row.key, "number": row.number,
        "here": row.here, "there": row.there,
    });
    tx.record(draft(&row, body));
    let Some(project) = row.project_id else {
        return Ok(());
    };
    desk::open(tx, &[project]).await?;
    let now = tx.now();
    if let Some(file) = tx.desk_mut().files.get_mut(&project)
        && !file.project.get().classified
    {
        file.findings.add(finding::Model {
            jurisdiction_id: row.jurisdiction_id,
            project_id: project,
            code: code(&row),
            provision: None,
            detail: json!({
                "zh": zh, "en": en, "hand_over": row.hand_over_id, "system": system,
                "here": row.here, "there": row.there,
            }),
            found_at: now,
        });
    }
    Ok(())
}

/// What a difference says.
fn told(row: &Model) -> (&str, [Option<&str>; 3]) {
    let others = [&row.number, &row.here, &row.there];
    (&row.kind, others.map(|one| one.as_deref()))
}

/// Takes a difference back: it differs no more.
pub(super) async fn close(tx: &mut Tx, row: &Model) -> Result<(), Fault> {
    Entity::delete_many()
        .filter(Column::JurisdictionId.eq(row.jurisdiction_id))
        .filter(Column::Id.eq(row.id))
        .exec(tx.db())
        .await?;
    tx.record(draft(row, json!({"gone": row.kind, "key": row.key})));
    let Some(project) = row.project_id else {
        return Ok(());
    };
    desk::open(tx, &[project]).await?;
    let code = code(row);
    if let Some(file) = tx.desk_mut().files.get_mut(&project)
        && !file.findings.remove(|known| known.code == code).is_empty()
    {
        file.gone.findings.push(code);
    }
    Ok(())
}

fn draft(row: &Model, body: serde_json::Value) -> Draft {
    match row.project_id {
        Some(project) => Draft::of_project("hand_over_difference", row.id, project, body),
        None => Draft::general("hand_over_difference", Some(row.id), body),
    }
}

/// Of the row, so that one that takes the place of another has its own.
fn code(row: &Model) -> String {
    format!("hand_over_difference:{}", row.id)
}
