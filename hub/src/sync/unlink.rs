use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_connectors::contract::Stream;
use shuniu_entities::{Scope, Tenant, connector_instance, match_candidate, source_record};
use uuid::Uuid;

use super::candidate;
use super::mapped;
use super::matching::awaited_by;
use super::merge::{Incoming, take_back};
use super::no_match::NoMatch;
use super::review::assign;
use crate::access::Permission;
use crate::command::Command;
use crate::desk::{self, IMPORT};
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Takes a record of an outside system out of the project that it was merged into, back to the
/// review list. What it brought is withdrawn, and it does not go there again by itself, whatever its
/// system says next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnlinkRecord {
    /// The project that it is in.
    pub project: Uuid,
    /// Its system, such as `trading_centre`.
    pub system: String,
    /// What it was read from there, such as `awards`.
    pub stream: String,
    /// By what it is known there.
    pub external_id: String,
    /// Why, for the ledger.
    pub reason: String,
}

/// It is out of the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOut {
    /// The entry of the review list that it is now.
    pub candidate: Uuid,
    /// The project that it was in.
    pub project: Uuid,
}

#[async_trait::async_trait]
impl Command for UnlinkRecord {
    const NAME: &'static str = "unlink_record";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = TakenOut;

    async fn run(&self, tx: &mut Tx) -> Result<TakenOut, Fault> {
        if self.reason.trim().is_empty() {
            let problem = "say why the record is not of the project";
            return Err(Fault::invalid("reason", problem));
        }
        tx.alone_with_codes().await?;
        // Opening proves that it is visible and no state secret.
        tx.file(self.project).await?;
        let (one, project) = (Box::pin(self.standing(tx)).await?, self.project);
        Box::pin(take_back(tx, one.clone())).await?;
        let one = Incoming {
            earlier: None,
            ..one
        };
        assign(tx, one.source_record, "unmatched", None).await?;
        let candidate = Box::pin(list(tx, &one, project)).await?;
        let body = json!({
            "state": "open", "source_record": one.source_record, "taken_out": true,
            "reason": self.reason,
        });
        tx.record(Draft::of_project(
            "match_candidate",
            candidate,
            project,
            body,
        ));
        tx.touch(project);
        Ok(TakenOut { candidate, project })
    }
}

impl UnlinkRecord {
    /// The record as it was merged last, if it is in the project.
    async fn standing(&self, tx: &Tx) -> Result<Incoming, Fault> {
        let refused = |problem: &str| Err(Fault::invalid("externalId", problem));
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let instance = connector_instance::Entity::find_in(&scope)
            .filter(connector_instance::Column::System.eq(self.system.as_str()))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("connector", &self.system))?;
        if instance.system == IMPORT {
            return refused(
                "came in with a ledger that people handed in; void its entries instead",
            );
        }
        if self.stream == Stream::RECEIPTS.as_str() {
            return refused("answers what the hub itself asked for the project, and stays with it");
        }
        let names = [self.external_id.clone()];
        let versions = source_record::Entity::versions(&scope, instance.id, &self.stream, &names);
        let versions = versions.all(tx.db()).await?;
        let merged = versions.iter().rfind(|one| one.outcome == "merged");
        let Some(row) = merged
            .filter(|row| row.project_id == Some(self.project))
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
        let one = Incoming {
            source_record: row.id,
            system: instance.system,
            stream: row.stream,
            external_id: row.external_id,
            source_time: Some(row.source_time),
            earlier: Some(self.project),
            versions: versions.iter().map(|one| one.id).collect(),
            asked_for: None,
            mapping_version: connector.mapping_version().to_owned(),
            record,
        };
        Ok(one)
    }
}

/// Puts a record on the review list again, with the projects that it may be of and out of which it
/// was taken.
async fn list(tx: &Tx, one: &Incoming, project: Uuid) -> Result<Uuid, Fault> {
    use match_candidate::Column;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let known = match_candidate::Entity::find_in(&scope)
        .filter(Column::SourceRecordId.eq(one.source_record))
        .one(tx.db())
        .await?;
    let before = known.as_ref().and_then(|row| row.barred.clone());
    let mut barred: BTreeSet<Uuid> = match before {
        Some(before) => {
            serde_json::from_value(before).map_err(|error| Fault::corrupt("review entry", error))?
        }
        None => BTreeSet::new(),
    };
    barred.insert(project);
    let offered = candidate::offer(tx, &[one], &barred).await?;
    let reason = NoMatch::TakenOut.reason();
    let (id, version, created_at) = known.map_or_else(
        || (Uuid::now_v7(), 0, tx.now()),
        |row| (row.id, row.version, row.created_at),
    );
    let row = match_candidate::Model {
        jurisdiction_id: tx.jurisdiction(),
        id,
        source_record_id: one.source_record,
        code: Some(reason.code),
        reason: reason.en,
        reason_zh: Some(reason.zh),
        summary: json!(one),
        candidates: json!(offered.into_iter().next().unwrap_or_default()),
        state: "open".to_owned(),
        project_id: None,
        settled_by: None,
        barred: Some(json!(barred)),
        created_at,
        version: version + 1,
    };
    desk::write::<match_candidate::Entity>(tx.db(), vec![row]).await?;
    let keys = awaited_by(one, &tx.places());
    candidate::wait(tx, std::iter::once((id, keys))).await?;
    Ok(id)
}
