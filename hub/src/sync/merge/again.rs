//! What the other records of a system say of a project is said again when one of them takes back
//! what it said: a value has one record behind it, although several may say it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use shuniu_connectors::contract::{CanonicalRecord, Connector, Stream};
use shuniu_entities::{Scope, Tenant, connector_instance, padded, source_record};
use uuid::Uuid;

use super::dated::spoken_of;
use super::incoming::Incoming;
use crate::desk::IMPORT;
use crate::fault::Fault;
use crate::sync::{answered, mapped, name_change};
use crate::transact::Tx;

/// A record by its system, stream and identity there.
pub(super) type Name = (String, String, String);

/// Maps anew what is kept of records of one system.
pub(super) struct Listener {
    pub(super) instance: Uuid,
    connector: Arc<dyn Connector>,
}

impl Listener {
    /// None where nothing here reads the system any more.
    pub(super) async fn to(tx: &Tx, system: &str) -> Result<Option<Self>, Fault> {
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let Some(connector) = tx.mapping_of(system) else {
            return Ok(None);
        };
        let instance = connector_instance::Entity::find_in(&scope)
            .filter(connector_instance::Column::System.eq(system))
            .one(tx.db())
            .await?;
        Ok(instance.map(|row| Self {
            instance: row.id,
            connector,
        }))
    }

    /// What a record says; nothing where the mapping understands it no more.
    fn hear(&self, tx: &Tx, row: &source_record::Model) -> Option<CanonicalRecord> {
        let raw = mapped::kept(row);
        let stream = Stream::new(row.stream.clone());
        let (vocabulary, connector) = (tx.law().vocabulary(), self.connector.as_ref());
        mapped::map(connector, &stream, &raw, vocabulary, tx.today()).ok()
    }
}

/// The events, papers and reports that the last of the versions of a record that was merged spoke
/// of, by kind and occurrence.
pub(super) async fn spoke(
    tx: &Tx,
    system: &str,
    versions: &[Uuid],
) -> Result<BTreeSet<(String, String)>, Fault> {
    let Some(listener) = Listener::to(tx, system).await? else {
        return Ok(BTreeSet::new());
    };
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let last = source_record::Entity::find_in(&scope)
        .filter(source_record::Column::Id.is_in(padded(versions)))
        .filter(source_record::Column::Outcome.eq("merged"))
        .order_by_desc(source_record::Column::SourceTime)
        .order_by_desc(source_record::Column::Id)
        .one(tx.db())
        .await?;
    let said = last.and_then(|row| listener.hear(tx, &row));
    Ok(said.iter().flat_map(spoken_of).collect())
}

/// The records of all systems whose newest merged version is of the project, as they would come in
/// anew; but those named, and rows of ledgers.
pub(super) async fn of_project(
    tx: &Tx,
    project: Uuid,
    but: &BTreeSet<Name>,
) -> Result<Vec<Incoming>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let instances = connector_instance::Entity::find_in(&scope)
        .filter(connector_instance::Column::System.ne(IMPORT))
        .all(tx.db())
        .await?;
    let mut found = Vec::new();
    for instance in instances {
        found.extend(others(tx, project, &instance.system, but).await?);
    }
    Ok(found)
}

/// The records of a system whose newest merged version is of the project, as they would come in
/// anew; but those named. None where nothing here reads the system any more.
pub(super) async fn others(
    tx: &Tx,
    project: Uuid,
    system: &str,
    but: &BTreeSet<Name>,
) -> Result<Vec<Incoming>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let Some(listener) = Listener::to(tx, system).await? else {
        return Ok(Vec::new());
    };
    let merged = source_record::Entity::find_in(&scope)
        .filter(source_record::Column::ConnectorId.eq(listener.instance))
        .filter(source_record::Column::ProjectId.eq(project))
        .filter(source_record::Column::Outcome.eq("merged"))
        .all(tx.db())
        .await?;
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in merged {
        let name = (system.to_owned(), row.stream, row.external_id);
        if !but.contains(&name) {
            names.entry(name.1).or_default().insert(name.2);
        }
    }
    let mut found = Vec::new();
    for (stream, names) in names {
        let names: Vec<String> = names.into_iter().collect();
        let versions = source_record::Entity::versions(&scope, listener.instance, &stream, &names);
        let mut records: BTreeMap<String, Vec<source_record::Model>> = BTreeMap::new();
        for row in versions.all(tx.db()).await? {
            records
                .entry(row.external_id.clone())
                .or_default()
                .push(row);
        }
        let of_stream = Stream::new(stream.clone());
        for versions in records.into_values() {
            // A later version may be set aside in the project that the record is of now.
            let of = versions.iter().rev().find_map(|row| row.project_id);
            let newest = versions.iter().rfind(|row| row.outcome == "merged");
            let here = |row: &&source_record::Model| row.project_id == Some(project);
            let Some(newest) = newest.filter(here).filter(|_| of == Some(project)) else {
                continue;
            };
            // What the mapping understands no more is not said anew either.
            let Some(mut record) = listener.hear(tx, newest) else {
                continue;
            };
            let is_receipt = of_stream == Stream::RECEIPTS;
            if is_receipt {
                let receipt = (system, newest.external_id.as_str());
                let asked = answered(tx.db(), &scope, project, receipt).await?;
                if let Some(asked) = asked {
                    name_change(&mut record, &asked);
                }
            }
            found.push(Incoming {
                source_record: newest.id,
                system: system.to_owned(),
                stream: stream.clone(),
                external_id: newest.external_id.clone(),
                source_time: Some(newest.source_time),
                earlier: Some(project),
                versions: versions.iter().map(|row| row.id).collect(),
                asked_for: is_receipt.then_some(project),
                mapping_version: listener.connector.mapping_version().to_owned(),
                record,
            });
        }
    }
    Ok(found)
}
