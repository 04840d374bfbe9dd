//! What the other records of a system say of a project is said again when one of them takes back
//! what it said: a value has one record behind it, although several may say it.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_connectors::contract::{RawRecord, Stream};
use shuniu_entities::{Scope, Tenant, connector_instance, source_record};
use uuid::Uuid;

use super::incoming::Incoming;
use crate::fault::Fault;
use crate::sync::{answered, mapped, name_change};
use crate::transact::Tx;

/// A record by its system, stream and identity there.
pub(super) type Name = (String, String, String);

/// The records of a system whose newest merged version is of the project, as they would come in
/// anew; but those named. None where nothing here reads the system any more.
pub(super) async fn others(
    tx: &Tx,
    project: Uuid,
    system: &str,
    but: &BTreeSet<Name>,
) -> Result<Vec<Incoming>, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let Some(connector) = tx.mapping_of(system) else {
        return Ok(Vec::new());
    };
    let Some(instance) = connector_instance::Entity::find_in(&scope)
        .filter(connector_instance::Column::System.eq(system))
        .one(tx.db())
        .await?
    else {
        return Ok(Vec::new());
    };
    let merged = source_record::Entity::find_in(&scope)
        .filter(source_record::Column::ConnectorId.eq(instance.id))
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
    let (law, today) = (tx.law().clone(), tx.today());
    let mut found = Vec::new();
    for (stream, names) in names {
        let names: Vec<String> = names.into_iter().collect();
        let versions = source_record::Entity::versions(&scope, instance.id, &stream, &names);
        let mut records: BTreeMap<String, Vec<source_record::Model>> = BTreeMap::new();
        for row in versions.all(tx.db()).await? {
            records
                .entry(row.external_id.clone())
                .or_default()
                .push(row);
        }
        let of_stream = Stream::new(stream.clone());
        for versions in records.into_values() {
            let newest = versions.iter().rfind(|row| row.outcome == "merged");
            let Some(newest) = newest.filter(|row| row.project_id == Some(project)) else {
                continue;
            };
            let raw = RawRecord {
                external_id: newest.external_id.clone(),
                source_time: newest.source_time,
                body: newest.body.clone(),
            };
            let vocabulary = law.vocabulary();
            let record = mapped::map(connector.as_ref(), &of_stream, &raw, vocabulary, today);
            // What the mapping understands no more is not said anew either.
            let Ok(mut record) = record else { continue };
            let is_receipt = of_stream == Stream::RECEIPTS;
            if is_receipt {
                let receipt = (system, raw.external_id.as_str());
                let asked = answered(tx.db(), &scope, project, receipt).await?;
                if let Some(asked) = asked {
                    name_change(&mut record, &asked);
                }
            }
            found.push(Incoming {
                source_record: newest.id,
                system: system.to_owned(),
                stream: stream.clone(),
                external_id: raw.external_id,
                source_time: Some(newest.source_time),
                earlier: Some(project),
                versions: versions.iter().map(|row| row.id).collect(),
                asked_for: is_receipt.then_some(project),
                mapping_version: connector.mapping_version().to_owned(),
                record,
            });
        }
    }
    Ok(found)
}
