//! What records of a state-secret project (涉密) told of other projects, before they turned out to be
//! of it.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shuniu_entities::{
    Scope, Tenant, allocation, budget_quota, catalog_entry, document, payment, project_event,
    project_fact, report, source_record,
};
use uuid::Uuid;

use super::known_by::chunks;
use crate::desk::{PERSON, Standing, WENT_ALONG};
use crate::fault::Fault;
use crate::ledger::{self, Told};
use crate::transact::Tx;

/// What records left in other projects, and these projects.
#[derive(Default)]
struct Traces {
    projects: BTreeSet<Uuid>,
    told: Told,
}

/// Erases what is kept of the records in projects that they left: values that count no more, what
/// people corrected of them and what went along with them, and what the ledger says of it all. Gives
/// the positions of the entries, for which one has to account. Nothing of `project` is looked at, and
/// `left` is one that they are known to have left.
///
/// # Errors
///
/// [`Fault::Invalid`] where such an entry is from before digests were kept.
pub(super) async fn erase(
    tx: &Tx,
    records: &BTreeSet<Uuid>,
    (project, left): (Option<Uuid>, Option<Uuid>),
) -> Result<BTreeSet<i64>, Fault> {
    let mut traces = Traces::default();
    traces.projects.extend(left);
    traces.told.records.clone_from(records);
    macro_rules! erase {
        ($($table:ident),+) => {$(
            let mut rows = BTreeSet::new();
            for of in chunks(records) {
                let told = $table::Entity::find_in(&scope(tx))
                    .filter($table::Column::SourceRecordId.is_in(of))
                    .filter($table::Column::Standing.is_not_in(counting()))
                    .all(tx.db())
                    .await?;
                rows.extend(told.into_iter().map(|row| (row.id, row.project_id)));
            }
            // What people put in the place of each, one after the other.
            let mut behind: BTreeSet<Uuid> = rows.iter().map(|row| row.0).collect();
            while !behind.is_empty() {
                let mut next = BTreeSet::new();
                for of in chunks(&behind) {
                    let said = $table::Entity::find_in(&scope(tx))
                        .filter($table::Column::CorrectsId.is_in(of))
                        .filter($table::Column::Source.eq(PERSON))
                        .filter($table::Column::Standing.is_not_in(counting()))
                        .all(tx.db())
                        .await?;
                    next.extend(said.into_iter().map(|row| (row.id, row.project_id)));
                }
                behind = next.difference(&rows).map(|row| row.0).collect();
                rows.extend(next);
            }
            rows.retain(|row| Some(row.1) != project);
            let ids: BTreeSet<Uuid> = rows.iter().map(|row| row.0).collect();
            for of in chunks(&ids) {
                $table::Entity::delete_many()
                    .filter($table::Column::JurisdictionId.eq(tx.jurisdiction()))
                    .filter($table::Column::Id.is_in(of))
                    .exec(tx.db())
                    .await?;
            }
            traces.told.rows.extend(ids);
            traces.projects.extend(rows.into_iter().map(|row| row.1));
        )+};
    }
    erase!(
        project_event,
        document,
        report,
        payment,
        budget_quota,
        catalog_entry,
        allocation
    );
    facts(tx, records, project, &mut traces).await?;
    for of in chunks(records) {
        let kept = source_record::Entity::find_in(&scope(tx))
            .filter(source_record::Column::Id.is_in(of))
            .all(tx.db())
            .await?;
        traces
            .projects
            .extend(kept.into_iter().filter_map(|row| row.project_id));
    }
    traces.projects.retain(|one| Some(*one) != project);
    let Traces { projects, told } = traces;
    if projects.is_empty() {
        return Ok(BTreeSet::new());
    }
    ledger::erase_elsewhere(tx, &projects, &told).await
}

/// Values, with those of people that went along with the same subject.
async fn facts(
    tx: &Tx,
    records: &BTreeSet<Uuid>,
    project: Option<Uuid>,
    traces: &mut Traces,
) -> Result<(), Fault> {
    use project_fact::Column;
    let mut gone = Vec::new();
    for of in chunks(records) {
        let told = project_fact::Entity::find_in(&scope(tx))
            .filter(Column::SourceRecordId.is_in(of))
            .filter(Column::Standing.is_not_in(counting()))
            .all(tx.db())
            .await?;
        gone.extend(told);
    }
    let projects: BTreeSet<Uuid> = gone.iter().map(|row| row.project_id).collect();
    for of in chunks(&projects) {
        let along = project_fact::Entity::find_in(&scope(tx))
            .filter(Column::ProjectId.is_in(of))
            .filter(Column::Source.eq(PERSON))
            .filter(Column::Reason.eq(WENT_ALONG))
            .all(tx.db())
            .await?;
        let alike = |row: &project_fact::Model| {
            let same = |one: &project_fact::Model| {
                (one.project_id, &one.subject) == (row.project_id, &row.subject)
            };
            row.subject.is_some() && gone.iter().any(same)
        };
        let along: Vec<_> = along.into_iter().filter(alike).collect();
        gone.extend(along);
    }
    gone.retain(|row| Some(row.project_id) != project);
    let ids: BTreeSet<Uuid> = gone.iter().map(|row| row.id).collect();
    for of in chunks(&ids) {
        project_fact::Entity::delete_many()
            .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(Column::Id.is_in(of))
            .exec(tx.db())
            .await?;
    }
    traces.told.rows.extend(ids);
    let mut subjects: BTreeSet<(Uuid, String)> = BTreeSet::new();
    for row in &gone {
        subjects.extend(row.subject.clone().map(|subject| (row.project_id, subject)));
    }
    // What others say of a contract and the like stays, and what it does to the project with it.
    let projects: BTreeSet<Uuid> = subjects.iter().map(|(of, _)| *of).collect();
    for of in chunks(&projects) {
        let said = project_fact::Entity::find_in(&scope(tx))
            .filter(Column::ProjectId.is_in(of))
            .filter(Column::Subject.is_not_null())
            .filter(Column::Standing.is_in(counting()))
            .all(tx.db())
            .await?;
        for row in said {
            let Some(subject) = row.subject else { continue };
            subjects.remove(&(row.project_id, subject));
        }
    }
    let named = |(of, subject): (Uuid, String)| Some((of, subject.split_once(':')?.1.to_owned()));
    traces
        .told
        .names
        .extend(subjects.into_iter().filter_map(named));
    traces
        .projects
        .extend(gone.into_iter().map(|row| row.project_id));
    Ok(())
}

fn scope(tx: &Tx) -> Scope {
    Scope::jurisdictions(vec![tx.jurisdiction()])
}

fn counting() -> [&'static str; 2] {
    [Standing::Current.as_str(), Standing::Losing.as_str()]
}
