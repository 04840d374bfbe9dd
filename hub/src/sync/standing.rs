use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use shuniu_connectors::contract::Stream;
use shuniu_entities::{Scope, Tenant, connector_instance, source_record};
use uuid::Uuid;

use super::mapped;
use super::merge::Incoming;
use crate::desk::IMPORT;
use crate::fault::Fault;
use crate::transact::Tx;

/// By what a record of an outside system is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordName {
    /// Its system, such as `trading_centre`.
    pub system: String,
    /// What it was read from there, such as `awards`.
    pub stream: String,
    /// By what it is known there.
    pub external_id: String,
}

/// A record that is in a project.
pub(super) struct Standing {
    /// As it was merged last.
    pub(super) incoming: Incoming,
    /// The versions of it that are kept, oldest first.
    pub(super) versions: Vec<source_record::Model>,
}

/// The record of a system as it was merged last, if it is in the project and a person may take it
/// out of there.
///
/// # Errors
///
/// [`Fault::Invalid`] at `field` where it is not, came in with a ledger, answers what the hub asked
/// for, or is understood no more.
pub(super) async fn standing(
    tx: &Tx,
    project: Uuid,
    name: &RecordName,
    field: &str,
) -> Result<Standing, Fault> {
    let refused = |problem: &str| Err(Fault::invalid(field, problem));
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let instance = connector_instance::Entity::find_in(&scope)
        .filter(connector_instance::Column::System.eq(name.system.as_str()))
        .one(tx.db())
        .await?
        .ok_or_else(|| Fault::not_found("connector", &name.system))?;
    if instance.system == IMPORT {
        return refused("came in with a ledger that people handed in; void its entries instead");
    }
    if name.stream == Stream::RECEIPTS.as_str() {
        return refused("answers what the hub itself asked for the project, and stays with it");
    }
    let names = [name.external_id.clone()];
    let versions = source_record::Entity::versions(&scope, instance.id, &name.stream, &names);
    let versions = versions.all(tx.db()).await?;
    let merged = versions.iter().rfind(|one| one.outcome == "merged");
    let Some(row) = merged
        .filter(|row| row.project_id == Some(project))
        .cloned()
    else {
        return refused("names no record of the system and stream that is in the project");
    };
    let Some(connector) = tx.mapping_of(&instance.system) else {
        return Err(Fault::not_found("attached connector", &instance.system));
    };
    let raw = mapped::kept(&row);
    let stream = Stream::new(row.stream.clone());
    let law = tx.law().clone();
    let record = mapped::map(
        connector.as_ref(),
        &stream,
        &raw,
        law.vocabulary(),
        tx.today(),
    );
    let record = match record {
        Ok(record) if !record.classified => record,
        _ => return refused("is no longer understood as it was; mend the mapping first"),
    };
    let incoming = Incoming {
        source_record: row.id,
        system: instance.system,
        stream: row.stream,
        external_id: row.external_id,
        source_time: Some(row.source_time),
        earlier: Some(project),
        versions: versions.iter().map(|one| one.id).collect(),
        asked_for: None,
        mapping_version: connector.mapping_version().to_owned(),
        record,
    };
    Ok(Standing { incoming, versions })
}
