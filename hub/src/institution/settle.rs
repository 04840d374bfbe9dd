use std::collections::BTreeSet;

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::json;
use shuniu_entities::{Keyed, Scope, Tenant, institution, institution_report, institution_share};
use shuniu_policy::assessment::Proof;
use uuid::Uuid;

use super::bureau;
use super::facts::{facts, row_of};
use super::keep::put;
use super::unite::{Duty, unite};
use crate::assess::Owed;
use crate::fault::Fault;
use crate::transact::Tx;

/// Brings the duties of the institutions up to date of which something changed in the transaction.
///
/// A round only notes which they are and sees to them when all projects are done: with each page
/// anew it would read all projects of a unit as often as it has pages of them.
pub(crate) async fn settle(tx: &mut Tx, round: bool) -> Result<(), Fault> {
    // In one order, so that no two transactions wait for each other.
    let moved: BTreeSet<Uuid> = std::mem::take(&mut tx.institutions);
    for id in moved {
        if round {
            note_stale(tx, id).await?;
        } else {
            let row = lock(tx, id).await?;
            bring_up_to_date(tx, row).await?;
        }
    }
    Ok(())
}

/// Locks an institution, which is there from now on.
pub(crate) async fn lock(tx: &Tx, id: Uuid) -> Result<institution::Model, Fault> {
    there(tx, id, false).await?;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let row = institution::Entity::find_key(&scope, tx.key(id));
    let row = row.lock_exclusive().one(tx.db()).await?;
    row.ok_or_else(|| Fault::not_found("institution", id))
}

async fn there(tx: &Tx, id: Uuid, stale: bool) -> Result<(), Fault> {
    use institution::{ActiveModel, Column, Entity};
    let row = ActiveModel {
        jurisdiction_id: Set(tx.jurisdiction()),
        id: Set(id),
        stale: Set(stale),
        assessed_for: Set(None),
        assessed_under: Set(None),
        next_change_on: Set(None),
        version: Set(1),
    };
    let mut known = OnConflict::columns([Column::JurisdictionId, Column::Id]);
    if stale {
        known.update_column(Column::Stale);
    } else {
        known.do_nothing();
    }
    Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

async fn note_stale(tx: &Tx, id: Uuid) -> Result<(), Fault> {
    there(tx, id, true).await
}

/// Says anew what an institution owes, and writes what changed.
pub(super) async fn bring_up_to_date(
    tx: &mut Tx,
    mut row: institution::Model,
) -> Result<(), Fault> {
    let was = row.clone();
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let reports = institution_report::Entity::find_in(&scope)
        .filter(institution_report::Column::InstitutionId.eq(row.id))
        .all(tx.db())
        .await?;
    let duties = if row.id == tx.jurisdiction() {
        bureau::owed(tx, &mut row, &reports).await?
    } else {
        let shares = institution_share::Entity::find_in(&scope)
            .filter(institution_share::Column::UnitId.eq(row.id))
            .all(tx.db())
            .await?;
        of_unit(tx, shares, &reports)?
    };
    put(tx, row.id, duties).await?;
    row.stale = false;
    if row != was {
        let row = row.into_active_model().reset_all();
        institution::Entity::update(row).exec(tx.db()).await?;
    }
    Ok(())
}

fn of_unit(
    tx: &Tx,
    shares: Vec<institution_share::Model>,
    reports: &[institution_report::Model],
) -> Result<Vec<Duty>, Fault> {
    let (law, today) = (tx.law(), tx.today());
    let mut all = Vec::new();
    for share in shares {
        let duties: Vec<Owed> = serde_json::from_value(share.duties)
            .map_err(|error| Fault::corrupt("institution_share", error))?;
        all.extend(duties.into_iter().map(|owed| (share.project_id, owed)));
    }
    let mut duties = unite(all, today);
    let facts = facts(law, reports, None)?;
    for duty in &mut duties {
        let Ok(period) = duty.owed.period.parse() else {
            continue;
        };
        let owed = &mut duty.owed;
        let Some(pack) = law.pack_of(&owed.pack_id, &owed.pack_version) else {
            continue;
        };
        let Some(said) = law.reported(&facts, (pack, &owed.provision, period), today) else {
            continue;
        };
        let on = Some(said.on).max(owed.triggered_on);
        let sooner = owed.fulfilled_on.is_some_and(|known| Some(known) <= on);
        if sooner && !owed.undetermined {
            continue;
        }
        duty.report = said.by.iter().find_map(|proof| match proof {
            Proof::Report { kind, period, on } => row_of(reports, (kind, &period.to_string(), *on)),
            _ => None,
        });
        duty.project = None;
        owed.fulfilled_on = on;
        owed.undated = false;
        owed.undetermined = false;
        owed.observed_through = None;
        owed.needs = json!([]);
        owed.because = json!(said.because);
    }
    Ok(duties)
}
