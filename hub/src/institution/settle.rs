use std::collections::BTreeSet;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use shuniu_entities::{Keyed, Scope, Tenant, institution, institution_report, institution_share};
use shuniu_policy::assessment::Proof;
use uuid::Uuid;

use super::bureau;
use super::facts::{facts, row_of};
use super::keep::put;
use super::unite::{Duty, United};
use crate::assess::Owed;
use crate::db::{There, insert};
use crate::fault::Fault;
use crate::transact::Tx;

/// Projects of a unit that are read at a time.
const SHARES: u64 = 500;

/// Brings the duties of the institutions up to date of which something changed in the transaction.
///
/// A round only notes which they are and sees to them when all projects are done: with each page
/// anew it would read all projects of a unit as often as it has pages of them.
pub(crate) async fn settle(tx: &mut Tx, round: bool) -> Result<(), Fault> {
    // In one order, so that no two transactions wait for each other.
    let moved: BTreeSet<Uuid> = std::mem::take(&mut tx.institutions);
    if round {
        return note_stale(tx, moved).await;
    }
    for id in moved {
        let row = lock(tx, id).await?;
        bring_up_to_date(tx, row).await?;
    }
    Ok(())
}

/// Locks an institution, which is there from now on.
pub(crate) async fn lock(tx: &Tx, id: Uuid) -> Result<institution::Model, Fault> {
    let row = row(tx, id, false);
    insert::<institution::Entity, _>(tx.db(), vec![row], There::Stays).await?;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let row = institution::Entity::find_key(&scope, tx.key(id));
    let row = row.lock_exclusive().one(tx.db()).await?;
    row.ok_or_else(|| Fault::not_found("institution", id))
}

async fn note_stale(tx: &Tx, ids: BTreeSet<Uuid>) -> Result<(), Fault> {
    let rows = ids.into_iter().map(|id| row(tx, id, true)).collect();
    let noted = There::Takes(&[institution::Column::Stale]);
    Ok(insert::<institution::Entity, _>(tx.db(), rows, noted).await?)
}

/// An institution of which nothing is known yet.
fn row(tx: &Tx, id: Uuid, stale: bool) -> institution::Model {
    institution::Model {
        jurisdiction_id: tx.jurisdiction(),
        id,
        stale,
        assessed_for: None,
        assessed_under: None,
        next_change_on: None,
        version: 1,
    }
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
        let united = unite(tx, row.id).await?;
        of_unit(tx, united, &reports)?
    };
    put(tx, row.id, duties).await?;
    row.stale = false;
    if row != was {
        let row = row.into_active_model().reset_all();
        institution::Entity::update(row).exec(tx.db()).await?;
    }
    Ok(())
}

/// Puts together what the projects of a unit give it to do, some of them at a time.
async fn unite(tx: &Tx, unit: Uuid) -> Result<United, Fault> {
    use institution_share::{Column, Entity};
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let (mut united, mut after) = (United::default(), Uuid::nil());
    loop {
        let shares = Entity::find_in(&scope)
            .filter(Column::UnitId.eq(unit))
            .filter(Column::ProjectId.gt(after))
            .order_by_asc(Column::ProjectId)
            .limit(SHARES)
            .all(tx.db())
            .await?;
        let Some(last) = shares.last() else {
            return Ok(united);
        };
        let is_last = (shares.len() as u64) < SHARES;
        after = last.project_id;
        for share in shares {
            let duties: Vec<Owed> = serde_json::from_value(share.duties)
                .map_err(|error| Fault::corrupt("institution_share", error))?;
            for owed in duties {
                united.take(share.project_id, owed);
            }
        }
        if is_last {
            return Ok(united);
        }
    }
}

fn of_unit(
    tx: &Tx,
    united: United,
    reports: &[institution_report::Model],
) -> Result<Vec<Duty>, Fault> {
    let (law, today) = (tx.law(), tx.today());
    let mut duties = united.duties(today);
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
