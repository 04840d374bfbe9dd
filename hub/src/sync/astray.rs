//! Records whose newest version bears a project code that nobody bears here, and that no earlier
//! version bore as one of the project that they are in.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_entities::{Key, Keyed, Scope, Tenant, project, source_record};
use uuid::Uuid;

use super::known_by;
use super::matching::{enters_projects, is_of_people};
use super::merge::Incoming;
use crate::fault::Fault;
use crate::transact::Tx;

/// Which of the records, by their raw rows, say so of a project that bears another code: it is
/// perhaps theirs no more. Nothing is asked where no record bears an unknown code.
pub(super) async fn astray(
    tx: &Tx,
    incoming: &[Incoming],
    by_code: &BTreeMap<String, Key>,
) -> Result<BTreeSet<Uuid>, Fault> {
    let unknown = |one: &&Incoming| {
        let systems = !is_of_people(one) && !enters_projects(one) && one.asked_for.is_none();
        let code = one.record.project.project_code.as_ref();
        systems && code.is_some_and(|code| !by_code.contains_key(code.as_str()))
    };
    let suspects: Vec<(&Incoming, Uuid)> = incoming
        .iter()
        .filter(unknown)
        .filter_map(|one| Some((one, one.earlier?)))
        .collect();
    if suspects.is_empty() {
        return Ok(BTreeSet::new());
    }
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let keys: BTreeSet<Key> = suspects.iter().map(|(_, id)| tx.key(*id)).collect();
    let keys: Vec<Key> = keys.into_iter().collect();
    let rows = project::Entity::find_keys(&scope, &keys).all(tx.db());
    let coded = rows
        .await?
        .into_iter()
        .filter(|row| row.project_code.is_some());
    let coded: BTreeSet<Uuid> = coded.map(|row| row.id).collect();
    let versions = suspects.iter().flat_map(|(one, _)| &one.versions);
    let mut before = Vec::new();
    for versions in known_by::chunks(&versions.copied().collect()) {
        let rows = source_record::Entity::find_in(&scope)
            .filter(source_record::Column::Id.is_in(versions))
            .filter(source_record::Column::Outcome.eq("merged"))
            .all(tx.db())
            .await?;
        before.extend(rows);
    }
    // Only what it said as a record of the project that it is in now.
    let bore = |one: &Incoming| {
        let code = one.record.project.project_code.as_ref();
        let of_project = |row: &&source_record::Model| row.project_id == one.earlier;
        let mut own = before
            .iter()
            .filter(of_project)
            .filter(|row| one.versions.contains(&row.id));
        own.any(|row| code.is_some_and(|code| row.body.contains(code.as_str())))
    };
    let astray = suspects
        .into_iter()
        .filter(|(one, project)| coded.contains(project) && !bore(one));
    Ok(astray.map(|(one, _)| one.source_record).collect())
}
