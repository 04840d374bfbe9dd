use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use shuniu_entities::{Scope, Tenant, institution_obligation, padded};
use uuid::Uuid;

use super::unite::Duty;
use crate::desk;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Keeps what an institution owes: a duty stays the same row, and what stayed the same is not
/// written.
pub(super) async fn put(tx: &mut Tx, institution: Uuid, duties: Vec<Duty>) -> Result<(), Fault> {
    use institution_obligation::{Column, Entity};
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let known = Entity::find_in(&scope)
        .filter(Column::InstitutionId.eq(institution))
        .all(tx.db())
        .await?;
    let (place, today) = (tx.jurisdiction(), tx.today());
    let duties = duties.into_iter();
    let mut rows: Vec<_> = duties
        .map(|duty| row(duty, (place, institution), today))
        .collect();
    let (mut changed, mut drafts) = (Vec::new(), Vec::new());
    for row in &mut rows {
        let was = known.iter().find(|known| same_duty(known, row));
        if let Some(was) = was {
            row.id = was.id;
            if same_content(was, row) {
                continue;
            }
        }
        changed.push(row.clone());
        // Of what a project's file holds the ledger tells under that project alone: a project
        // that becomes a secret is taken out of it there.
        let done = row.fulfilled_on.is_some();
        if was.is_none_or(|was| was.fulfilled_on.is_some() != done || was.last_on != row.last_on) {
            drafts.push(draft(row, if done { "fulfilled" } else { "owed" }));
        }
    }
    let gone = known
        .iter()
        .filter(|known| !rows.iter().any(|row| row.id == known.id));
    let gone: Vec<&institution_obligation::Model> = gone.collect();
    drafts.extend(gone.iter().map(|row| draft(row, "gone")));
    let gone: Vec<Uuid> = gone.into_iter().map(|row| row.id).collect();
    if !gone.is_empty() {
        Entity::delete_many()
            .filter(Column::JurisdictionId.eq(place))
            .filter(Column::Id.is_in(padded(&gone)))
            .exec(tx.db())
            .await?;
    }
    desk::write::<Entity>(tx.db(), changed).await?;
    for draft in drafts {
        tx.record(draft);
    }
    Ok(())
}

fn draft(row: &institution_obligation::Model, how: &str) -> Draft {
    let body = json!({
        "institution": row.institution_id, "provision": row.provision, "period": row.period,
        "state": how,
    });
    Draft::general("institution_obligation", Some(row.id), body)
}

fn row(
    duty: Duty,
    (jurisdiction_id, institution_id): (Uuid, Uuid),
    today: NaiveDate,
) -> institution_obligation::Model {
    let owed = duty.owed;
    institution_obligation::Model {
        jurisdiction_id,
        id: Uuid::now_v7(),
        institution_id,
        report_id: duty.report,
        project_id: duty.project,
        projects: duty.projects,
        assessed_for: today,
        provision: owed.provision,
        pack_id: owed.pack_id,
        pack_version: owed.pack_version,
        occurrence: owed.occurrence,
        period: owed.period,
        triggered_on: owed.triggered_on,
        earliest_on: owed.earliest_on,
        due_on: owed.due_on,
        latest_on: owed.latest_on,
        last_on: owed.last_on,
        fulfilled_on: owed.fulfilled_on,
        undated: Some(owed.undated),
        observed_through: owed.observed_through,
        incurable: owed.incurable,
        undetermined: owed.undetermined,
        provisional: owed.provisional,
        attention_on: owed.attention_on,
        needs: owed.needs,
        flags: owed.flags,
        because: owed.because,
        fault: owed.fault,
    }
}

fn same_duty(one: &institution_obligation::Model, other: &institution_obligation::Model) -> bool {
    one.provision == other.provision
        && one.occurrence == other.occurrence
        && one.period == other.period
}

fn same_content(
    one: &institution_obligation::Model,
    other: &institution_obligation::Model,
) -> bool {
    let undated = |row: &institution_obligation::Model| institution_obligation::Model {
        id: Uuid::nil(),
        assessed_for: NaiveDate::MIN,
        ..row.clone()
    };
    undated(one) == undated(other)
}
