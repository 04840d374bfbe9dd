use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde_json::json;
use shuniu_connectors::contract::HeaderFact;
use shuniu_entities::{
    Key, OfProject, Scope, Tenant, connector_instance, finding, secrecy_mark, source_record,
};
use uuid::Uuid;

use super::known_by::{self, of_asset, of_card, of_code, of_names, of_record, of_trade};
use super::matching::borne;
use crate::desk::{self, File};
use crate::fault::Fault;
use crate::transact::Tx;

/// The code of the finding that a system marks an ordinary project as state-secret.
pub(crate) const MARKED: &str = "secrecy:marked";

/// The marks that are kept under the digests.
pub(super) async fn among(
    tx: &Tx,
    digests: &BTreeSet<String>,
) -> Result<Vec<secrecy_mark::Model>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let mut marks = Vec::new();
    for chunk in known_by::chunks(digests) {
        let rows = secrecy_mark::Entity::find_in(&scope)
            .filter(secrecy_mark::Column::Digest.is_in(chunk))
            .all(tx.db())
            .await?;
        marks.extend(rows);
    }
    Ok(marks)
}

/// Has the projects told that came in, or came to bear a code, after a system had marked them.
pub(super) async fn heed(tx: &mut Tx) -> Result<(), Fault> {
    let borne: BTreeMap<String, Uuid> = borne(tx)
        .into_iter()
        .map(|(key, project)| (tx.seal().mac(key.as_bytes()), project))
        .collect();
    let marks = among(tx, &borne.keys().cloned().collect()).await?;
    let projects: BTreeSet<Uuid> = marks
        .iter()
        .filter_map(|mark| borne.get(&mark.digest).copied())
        .collect();
    let projects: Vec<Uuid> = projects.into_iter().collect();
    tell(tx, &projects).await?;
    Ok(())
}

/// Puts on each project's file what its systems mark now: one finding while any of them marks it,
/// none otherwise. Gives how many were told for the first time.
pub(super) async fn tell(tx: &mut Tx, projects: &[Uuid]) -> Result<usize, Fault> {
    if projects.is_empty() {
        return Ok(0);
    }
    desk::open(tx, projects).await?;
    let mut known_by = recorded(tx, projects).await?;
    let mut digests: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
    for id in projects {
        // Of a classified one there is nothing to be declared.
        let file = tx.desk().files.get(id);
        let Some(file) = file.filter(|file| !file.project.get().classified) else {
            continue;
        };
        let keys = known_by.remove(id).unwrap_or_default();
        for digest in known_by::digests(tx.seal(), keys.into_iter().chain(borne_by(file))) {
            digests.entry(digest).or_default().insert(*id);
        }
    }
    let mut marking: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for mark in among(tx, &digests.keys().cloned().collect()).await? {
        for id in digests.get(&mark.digest).into_iter().flatten() {
            marking.entry(*id).or_default().insert(mark.system.clone());
        }
    }
    let (now, mut told) = (tx.now(), 0);
    for id in projects {
        if let Some(file) = tx.desk_mut().files.get_mut(id) {
            let systems = marking.remove(id).unwrap_or_default();
            told += usize::from(put(file, &systems, now));
        }
    }
    Ok(told)
}

/// By what the records of outside systems are known that were merged into the projects.
async fn recorded(tx: &Tx, projects: &[Uuid]) -> Result<BTreeMap<Uuid, BTreeSet<String>>, Fault> {
    use source_record::Column;
    type Row = (Option<Uuid>, Uuid, String, String);
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let systems = connector_instance::Entity::find_in(&scope)
        .all(tx.db())
        .await?;
    let systems: BTreeMap<Uuid, String> = systems
        .into_iter()
        .map(|row| (row.id, row.system))
        .collect();
    let keys: Vec<Key> = projects.iter().map(|id| tx.key(*id)).collect();
    let columns = [
        Column::ProjectId,
        Column::ConnectorId,
        Column::Stream,
        Column::ExternalId,
    ];
    let rows = source_record::Entity::find_of(&scope, &keys)
        .select_only()
        .columns(columns)
        .into_tuple::<Row>();
    let mut known_by: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for (project, connector, stream, external_id) in rows.all(tx.db()).await? {
        if let (Some(project), Some(system)) = (project, systems.get(&connector)) {
            let key = of_record(system, &stream, &external_id);
            known_by.entry(project).or_default().insert(key);
        }
    }
    Ok(known_by)
}

/// The codes and names that a project goes by.
fn borne_by(file: &File) -> BTreeSet<String> {
    let codes = file.facts.iter();
    let codes = codes.filter(|row| {
        let stands = ["current", "losing"].contains(&row.standing.as_str());
        row.subject.is_none() && row.name == HeaderFact::PROJECT_CODE && stands
    });
    let mut keys: BTreeSet<String> = codes
        .filter_map(|row| row.value.as_str().map(of_code))
        .collect();
    for row in file.tenders.iter() {
        let codes = [&row.code].into_iter().chain(&row.deal_code);
        keys.extend(codes.map(|code| of_trade(code)));
    }
    for row in file.assets.iter() {
        keys.insert(of_asset(&row.id.to_string()));
        keys.extend(row.card_number.iter().map(|card| of_card(card)));
    }
    keys.extend(named(file));
    keys
}

/// The name and unit that a project goes by.
pub(super) fn named(file: &File) -> Option<String> {
    let said = |name: &str| file.fact(name)?.value.as_str();
    let named = said(HeaderFact::NAME).zip(said(HeaderFact::UNIT_NAME));
    named.map(|(name, unit)| of_names(name, unit))
}

/// Whether the finding is new.
fn put(file: &mut File, systems: &BTreeSet<String>, now: DateTime<Utc>) -> bool {
    let is_it = |row: &finding::Model| row.code == MARKED;
    let known = file.findings.iter().find(|row| is_it(row));
    let known = known.map(|row| row.detail.clone());
    if systems.is_empty() {
        if known.is_some() {
            file.findings.remove(is_it);
            file.gone.findings.push(MARKED.to_owned());
        }
        return false;
    }
    let detail = json!({
        "zh": "有系统将本项目标为涉密项目，请核实：属实的，声明本项目涉密，本系统随即清除其内容；\
            不属实的，请该系统更正密级标识",
        "en": "a system marks this project as state-secret (涉密): find out whether it is; if so, \
            declare it classified, which erases its content here; if not, have the system correct \
            its mark",
        "systems": systems,
    });
    match known {
        Some(said) if said == detail => false,
        Some(_) => {
            if let Some(row) = file.findings.change(is_it) {
                row.detail = detail;
            }
            false
        }
        None => {
            file.findings.add(finding::Model {
                jurisdiction_id: file.key().jurisdiction,
                project_id: file.id(),
                code: MARKED.to_owned(),
                provision: None,
                detail,
                found_at: now,
            });
            true
        }
    }
}
