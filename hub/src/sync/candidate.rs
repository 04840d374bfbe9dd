use std::collections::BTreeSet;

use serde_json::json;
use shuniu_entities::{match_candidate, match_key};
use shuniu_policy::ProjectCode;
use uuid::Uuid;

use super::alike::{self, BY_LIKENESS, Offered, profile};
use super::matching::{Unmatched, awaited_by};
use super::merge::Incoming;
use super::no_match::NoMatch;
use crate::db::{There, insert};
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::likeness::Profile;
use crate::transact::Tx;

/// Lists the records for a person, each with the projects it may belong to, best first, and with
/// what would tell its project without one.
pub(super) async fn list(tx: &Tx, unmatched: Vec<Unmatched>) -> Result<(), Fault> {
    if unmatched.is_empty() {
        return Ok(());
    }
    let places = tx.places();
    let awaited: Vec<BTreeSet<String>> = unmatched
        .iter()
        .map(|one| awaited_by(&one.incoming, &places))
        .collect();
    let rows = Box::pin(compose(tx, unmatched)).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    // The raw rows they refer to are written by the caller; there is no foreign key between them
    // because raw records may be spread apart from their lists.
    insert::<match_candidate::Entity, _>(tx.db(), rows, There::Never).await?;
    wait(tx, ids.into_iter().zip(awaited)).await
}

/// Notes what would tell the projects of the entries.
pub(super) async fn wait(
    tx: &Tx,
    awaited: impl Iterator<Item = (Uuid, BTreeSet<String>)>,
) -> Result<(), Fault> {
    let keys = awaited.flat_map(|(candidate_id, keys)| {
        keys.into_iter().map(move |key| match_key::Model {
            jurisdiction_id: tx.jurisdiction(),
            key,
            candidate_id,
        })
    });
    insert::<match_key::Entity, _>(tx.db(), keys.collect(), There::Stays).await?;
    Ok(())
}

async fn compose(tx: &Tx, unmatched: Vec<Unmatched>) -> Result<Vec<match_candidate::Model>, Fault> {
    let untold: Vec<&Incoming> = unmatched
        .iter()
        .filter(|one| one.offered.is_none())
        .map(|one| &one.incoming)
        .collect();
    let mut offered = offer(tx, &untold, &BTreeSet::new()).await?.into_iter();
    let row = |one: Unmatched| {
        let offered = one.offered.or_else(|| offered.next()).unwrap_or_default();
        let reason = one.reason.reason();
        match_candidate::Model {
            code: Some(reason.code),
            reason: reason.en,
            reason_zh: Some(reason.zh),
            state: "open".to_owned(),
            ..entry(tx, &one.incoming, &offered)
        }
    };
    Ok(unmatched.into_iter().map(row).collect())
}

/// The projects that each of the records may be of, best first; of those that whoever acts may see.
pub(super) async fn offer(
    tx: &Tx,
    records: &[&Incoming],
    barred: &BTreeSet<Uuid>,
) -> Result<Vec<Vec<Offered>>, Fault> {
    let places = tx.places();
    let profiles: Vec<Option<Profile>> = records
        .iter()
        .map(|one| profile(&one.record, &places))
        .collect();
    // A person is shown those of other codes, too.
    let named: Vec<(&Profile, bool)> = profiles.iter().flatten().map(|one| (one, false)).collect();
    let alike = alike::load(tx, &named).await?;
    let offered = profiles.iter().zip(records).map(|(profile, one)| {
        let code = one.record.project.project_code.as_ref();
        let code = code.map(ProjectCode::as_str);
        let compared = profile
            .as_ref()
            .map(|profile| alike.compare(profile, code, barred));
        compared
            .map(|compared| compared.offered)
            .unwrap_or_default()
    });
    Ok(offered.collect())
}

fn entry(tx: &Tx, one: &Incoming, offered: &[Offered]) -> match_candidate::Model {
    match_candidate::Model {
        jurisdiction_id: tx.jurisdiction(),
        id: Uuid::now_v7(),
        source_record_id: one.source_record,
        code: None,
        reason: String::new(),
        reason_zh: None,
        summary: json!(one),
        candidates: json!(offered),
        state: String::new(),
        project_id: None,
        settled_by: None,
        barred: None,
        created_at: tx.now(),
        version: 1,
    }
}

/// A record on its way to the project that it is surely like.
pub(super) struct Linked {
    pub(super) incoming: Incoming,
    pub(super) offered: Offered,
}

/// Writes down which records were linked to the projects that they are like, and why, for whoever
/// asks and for whoever takes one out again.
pub(super) async fn linked(tx: &mut Tx, linked: Vec<Linked>) -> Result<(), Fault> {
    if linked.is_empty() {
        return Ok(());
    }
    let reason = NoMatch::linked();
    let mut rows = Vec::with_capacity(linked.len());
    for Linked { incoming, offered } in linked {
        let row = match_candidate::Model {
            code: Some(reason.code.clone()),
            reason: reason.en.clone(),
            reason_zh: Some(reason.zh.clone()),
            state: "matched".to_owned(),
            project_id: Some(offered.project),
            settled_by: Some(BY_LIKENESS.to_owned()),
            ..entry(tx, &incoming, std::slice::from_ref(&offered))
        };
        tx.record(told(row.id, row.source_record_id, &offered));
        rows.push(row);
    }
    insert::<match_candidate::Entity, _>(tx.db(), rows, There::Never).await?;
    Ok(())
}

/// That a record was linked by its likeness, for the ledger of the project.
pub(super) fn told(candidate: Uuid, source_record: Uuid, offered: &Offered) -> Draft {
    let body = json!({
        "state": "matched", "source_record": source_record, "by": BY_LIKENESS,
        "score": offered.score, "reasons": offered.reasons,
    });
    Draft::of_project("match_candidate", candidate, offered.project, body)
}
