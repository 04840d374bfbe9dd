//! What goes along with records that a person takes out of a project, and what that tears apart.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::again::{self, Name};
use super::follow::{borne, is_tied};
use super::incoming::Incoming;
use super::spoken::still;
use crate::desk::File;
use crate::fault::Fault;
use crate::field::Slot;
use crate::sync::by_hand::settled_by_hand;
use crate::sync::matching::trade_keys;
use crate::transact::Tx;

/// What becomes of the other records of a project that some leave.
pub(in crate::sync) struct Apart {
    /// Those of whatever system that name no project and were told whose they are by what leaves:
    /// they go along.
    pub(in crate::sync) along: Vec<Incoming>,
    /// A record that leaves, and those that stay although they speak of the same procurement,
    /// contract or asset, or of a contract that follows from the procurement.
    pub(in crate::sync) torn: Option<(Name, Vec<Name>)>,
}

/// Looks at the other records of a project, whose file lies open, that these leave. What another
/// record ties to the project stays, and so does what a person placed.
pub(in crate::sync) async fn apart(
    tx: &Tx,
    project: Uuid,
    leaving: &[Incoming],
) -> Result<Apart, Fault> {
    let names: BTreeSet<Name> = leaving.iter().map(Incoming::name).collect();
    let others = again::of_project(tx, project, &names).await?;
    let versions = others.iter().flat_map(|one| one.versions.iter().copied());
    let by_hand = settled_by_hand(tx, &versions.collect()).await?;
    let (mut stay, mut loose): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|one| is_tied(one, &by_hand));
    let held: BTreeSet<String> = stay.iter().flat_map(|one| borne(&one.record)).collect();
    let mut went: BTreeSet<String> = leaving.iter().flat_map(|one| borne(&one.record)).collect();
    let mut along: Vec<Incoming> = Vec::new();
    loop {
        // What goes along may itself tell whose others are: a contract by its award.
        let (goes, rest): (Vec<_>, Vec<_>) = loose.into_iter().partition(|one| {
            let keys = trade_keys(&one.record);
            keys.is_disjoint(&held) && !keys.is_disjoint(&went)
        });
        loose = rest;
        if goes.is_empty() {
            break;
        }
        went.extend(goes.iter().flat_map(|one| borne(&one.record)));
        along.extend(goes);
    }
    stay.extend(loose);
    let file = tx.desk().files.get(&project);
    let file = file.ok_or_else(|| Fault::not_found("project", project))?;
    let subjects = |one: &Incoming| still(file, &one.record, &one.versions).subjects;
    let stays = stay.iter().map(|one| {
        let mut of = subjects(one);
        of.extend(followed_by(file, one));
        (one.name(), of)
    });
    let stays: Vec<(Name, BTreeSet<String>)> = stays.collect();
    let torn = leaving.iter().chain(&along).find_map(|one| {
        let spoken_of = subjects(one);
        let others = stays.iter().filter(|(_, of)| !of.is_disjoint(&spoken_of));
        let others: Vec<Name> = others.map(|(name, _)| name.clone()).collect();
        (!others.is_empty()).then(|| (one.name(), others))
    });
    Ok(Apart { along, torn })
}

/// The procurement that the contract of a record follows from: without it the contract would keep
/// an empty one in the project. A contract may leave its procurement behind, which several projects
/// may have in common.
fn followed_by(file: &File, one: &Incoming) -> Option<String> {
    let subject = Slot::contract(&one.record.contract.as_ref()?.number);
    let mut contracts = file.contracts.iter();
    let contract = contracts.find(|row| Slot::contract(&row.number) == subject)?;
    let mut tenders = file.tenders.iter();
    let tender = tenders.find(|row| Some(row.id) == contract.tender_id)?;
    Some(Slot::tender(&tender.code))
}
