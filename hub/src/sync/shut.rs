//! A project becomes state-secret (涉密): what outside systems told of it is removed, and what they
//! say next is refused.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shuniu_entities::{Key, OfProject, Scope, Tenant, asset, classified_key, connector_instance};
use shuniu_entities::{hand_over_difference, outbox, sync_difference, sync_seen};
use shuniu_entities::{match_candidate, match_key, quarantine, source_record, tender};
use uuid::Uuid;

use super::elsewhere;
use super::known_by::{
    CHUNK, of_card, of_code, of_coded_unit, of_hand_over, of_name, of_names, of_record, of_trade,
};
use super::unoffer::unoffer;
use super::waiting::waiting;
use crate::db::{There, insert};
use crate::fault::Fault;
use crate::transact::Tx;

/// What a project was ever called.
pub(crate) struct Called {
    pub(crate) codes: BTreeSet<String>,
    pub(crate) names: BTreeSet<String>,
    pub(crate) units: BTreeSet<String>,
    /// The credit codes of its units.
    pub(crate) unit_codes: BTreeSet<String>,
}

/// Removes every record of outside systems of a project, with what was set aside of them, what waited
/// for a person and what they told of projects that they left, and keeps by what their next
/// versions are known, so that these are refused. Gives the positions of the ledger entries of
/// other projects that were erased.
pub(crate) async fn shut(tx: &Tx, project: Uuid, called: &Called) -> Result<BTreeSet<i64>, Fault> {
    let Called {
        codes,
        names,
        units,
        unit_codes,
    } = called;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let systems = connector_instance::Entity::find_in(&scope)
        .all(tx.db())
        .await?;
    let merged = source_record::Entity::find_in(&scope)
        .filter(source_record::Column::ProjectId.eq(project))
        .all(tx.db())
        .await?;
    let mut keys = named_by(tx, project, codes).await?;
    for name in names {
        keys.insert(of_name(name));
        keys.extend(units.iter().map(|unit| of_names(name, unit)));
        keys.extend(unit_codes.iter().map(|code| of_coded_unit(name, code)));
    }
    let mut ids = waiting(tx, &systems, called, &keys).await?;
    let mut told = ids.clone();
    let names: BTreeSet<(Uuid, String, String)> = merged
        .into_iter()
        .map(|row| (row.connector_id, row.stream, row.external_id))
        .collect();
    for (connector, stream, external_id) in names {
        let ids_of = [external_id];
        let versions = source_record::Entity::versions(&scope, connector, &stream, &ids_of);
        let versions = versions.all(tx.db()).await?;
        ids.extend(of_its_time(&versions, project));
        if versions.iter().rev().find_map(|row| row.project_id) != Some(project) {
            // It is of another project now, and what it says there is that one's.
            continue;
        }
        told.extend(versions.iter().map(|row| row.id));
        let [external_id] = ids_of;
        if let Some(instance) = systems.iter().find(|one| one.id == connector) {
            keys.insert(of_record(&instance.system, &stream, &external_id));
        }
    }
    // The other side goes on listing what it was handed.
    let handed = outbox::Entity::find_in(&scope)
        .filter(outbox::Column::ProjectId.eq(project))
        .all(tx.db())
        .await?;
    keys.extend(handed.iter().map(|row| of_hand_over(&row.system, &row.key)));
    for differences in [
        hand_over_difference::Column::ProjectId.eq(project),
        hand_over_difference::Column::Key.is_in(handed.iter().map(|row| row.key.as_str())),
    ] {
        hand_over_difference::Entity::delete_many()
            .filter(hand_over_difference::Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(differences)
            .exec(tx.db())
            .await?;
    }
    ids.extend(&told);
    let erased = elsewhere::erase(tx, &told, (Some(project), None)).await?;
    let ids: Vec<Uuid> = ids.into_iter().collect();
    remove(tx, &ids).await?;
    unoffer(tx, project).await?;
    let rows = keys.iter().map(|key| classified_key::Model {
        jurisdiction_id: tx.jurisdiction(),
        digest: tx.seal().mac(key.as_bytes()),
    });
    insert::<classified_key::Entity, _>(tx.db(), rows.collect(), There::Stays).await?;
    Ok(erased)
}

/// The versions of a record from when it was of the project. Those that were set aside name none:
/// they are of the project of those before.
fn of_its_time(versions: &[source_record::Model], project: Uuid) -> Vec<Uuid> {
    let mut of = None;
    let mut found = Vec::new();
    for row in versions {
        of = row.project_id.or(of);
        if of == Some(project) {
            found.push(row.id);
        }
    }
    found
}

/// The codes that name the project to outside systems, as records await them.
async fn named_by(
    tx: &Tx,
    project: Uuid,
    codes: &BTreeSet<String>,
) -> Result<BTreeSet<String>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let key: [Key; 1] = [tx.key(project)];
    let tenders = tender::Entity::find_of(&scope, &key).all(tx.db()).await?;
    let assets = asset::Entity::find_of(&scope, &key).all(tx.db()).await?;
    let mut keys: BTreeSet<String> = codes.iter().map(|code| of_code(code)).collect();
    for row in tenders {
        let codes = [row.code].into_iter().chain(row.deal_code);
        keys.extend(codes.map(|code| of_trade(&code)));
    }
    let cards = assets.into_iter().filter_map(|row| row.card_number);
    keys.extend(cards.map(|card| of_card(&card)));
    Ok(keys)
}

/// Removes raw records with what was set aside of them and what waited for a person.
pub(super) async fn remove(tx: &Tx, records: &[Uuid]) -> Result<(), Fault> {
    for chunk in records.chunks(CHUNK) {
        Box::pin(remove_few(tx, chunk)).await?;
    }
    Ok(())
}

async fn remove_few(tx: &Tx, records: &[Uuid]) -> Result<(), Fault> {
    let here = tx.jurisdiction();
    let scope = Scope::jurisdictions(vec![here]);
    let waiting = match_candidate::Entity::find_in(&scope)
        .filter(match_candidate::Column::SourceRecordId.is_in(records.iter().copied()))
        .all(tx.db())
        .await?;
    let waiting: Vec<Uuid> = waiting.iter().map(|row| row.id).collect();
    if !waiting.is_empty() {
        match_key::Entity::delete_many()
            .filter(match_key::Column::JurisdictionId.eq(here))
            .filter(match_key::Column::CandidateId.is_in(waiting.iter().copied()))
            .exec(tx.db())
            .await?;
        match_candidate::Entity::delete_many()
            .filter(match_candidate::Column::JurisdictionId.eq(here))
            .filter(match_candidate::Column::Id.is_in(waiting))
            .exec(tx.db())
            .await?;
    }
    sync_difference::Entity::delete_many()
        .filter(sync_difference::Column::JurisdictionId.eq(here))
        .filter(sync_difference::Column::SourceRecordId.is_in(records.iter().copied()))
        .exec(tx.db())
        .await?;
    let removed = source_record::Entity::find_in(&scope)
        .filter(source_record::Column::Id.is_in(records.iter().copied()))
        .all(tx.db())
        .await?;
    let names: BTreeSet<String> = removed.into_iter().map(|row| row.external_id).collect();
    if !names.is_empty() {
        sync_seen::Entity::delete_many()
            .filter(sync_seen::Column::JurisdictionId.eq(here))
            .filter(sync_seen::Column::ExternalId.is_in(names))
            .exec(tx.db())
            .await?;
    }
    quarantine::Entity::delete_many()
        .filter(quarantine::Column::JurisdictionId.eq(here))
        .filter(quarantine::Column::SourceRecordId.is_in(records.iter().copied()))
        .exec(tx.db())
        .await?;
    source_record::Entity::delete_many()
        .filter(source_record::Column::JurisdictionId.eq(here))
        .filter(source_record::Column::Id.is_in(records.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}
