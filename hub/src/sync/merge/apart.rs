//! What goes along with records that a person takes out of a project, and what that tears apart.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::again::{self, Name};
use super::follow::{borne, is_tied};
use super::incoming::Incoming;
use super::spoken::still;
use crate::fault::Fault;
use crate::sync::by_hand::settled_by_hand;
use crate::sync::matching::trade_keys;
use crate::transact::Tx;

/// What becomes of the other records of a project that some leave.
pub(in crate::sync) struct Apart {
    /// Those of whatever system that name no project and were told whose they are by what leaves:
    /// they go along.
    pub(in crate::sync) along: Vec<Incoming>,
    /// A record that leaves, and one that stays although it speaks of the same procurement, contract
    /// or asset.
    pub(in crate::sync) torn: Option<(Name, Name)>,
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
    let stays: Vec<(Name, BTreeSet<String>)> =
        stay.iter().map(|one| (one.name(), subjects(one))).collect();
    let torn = leaving.iter().chain(&along).find_map(|one| {
        let spoken_of = subjects(one);
        let other = stays.iter().find(|(_, of)| !of.is_disjoint(&spoken_of))?;
        Some((one.name(), other.0.clone()))
    });
    Ok(Apart { along, torn })
}
