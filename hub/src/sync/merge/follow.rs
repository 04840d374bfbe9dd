//! Records that name no project and were told whose they are by a procurement or a card: they go
//! where that goes.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use shuniu_connectors::contract::CanonicalRecord;
use shuniu_entities::source_record;
use uuid::Uuid;

use super::again::{self, Name};
use super::incoming::Incoming;
use crate::fault::Fault;
use crate::sync::by_hand::{ByHand, settled_by_hand};
use crate::sync::known_by::of_trade;
use crate::sync::matching::trade_keys;
use crate::transact::Tx;

/// A move of a record from one project to another.
pub(super) struct Moved<'a> {
    pub(super) one: &'a Incoming,
    pub(super) from: Uuid,
    pub(super) to: Uuid,
}

/// The records that follow those that moved, each with its new project. What another record of the
/// project that is left still ties to it stays, and so does what a person placed.
pub(super) async fn followers(
    tx: &Tx,
    moves: &[Moved<'_>],
    placed: &[(Uuid, Incoming)],
) -> Result<Vec<(Uuid, Incoming)>, Fault> {
    // Where what they name went; nowhere, where it went to several.
    let mut went: BTreeMap<(Uuid, &str), BTreeMap<String, Option<Uuid>>> = BTreeMap::new();
    for Moved { one, from, to } in moves {
        for key in borne(&one.record) {
            let places = went.entry((*from, &one.system)).or_default();
            let place = places.entry(key).or_insert(Some(*to));
            *place = place.filter(|place| place == to);
        }
    }
    let at_hand: BTreeSet<Name> = placed.iter().map(|(_, one)| one.name()).collect();
    let mut found = Vec::new();
    for ((from, system), places) in went {
        let others = again::others(tx, from, system, &at_hand).await?;
        let here = placed
            .iter()
            .filter(|(of, one)| *of == from && one.system == system);
        let here = here.map(|(_, one)| one);
        let versions = others.iter().flat_map(|one| one.versions.iter().copied());
        let by_hand = settled_by_hand(tx, &versions.collect()).await?;
        let is_tied = |one: &Incoming| is_tied(one, &by_hand);
        let tied = others.iter().chain(here).filter(|one| is_tied(one));
        let stay: BTreeSet<String> = tied.flat_map(|one| borne(&one.record)).collect();
        for one in others.iter().filter(|one| !is_tied(one)) {
            let keys = trade_keys(&one.record);
            if keys.iter().any(|key| stay.contains(key)) {
                continue;
            }
            let mut to = keys
                .iter()
                .filter_map(|key| places.get(key).copied().flatten());
            if let Some(to) = to.next() {
                found.push((to, one.clone()));
            }
        }
    }
    Ok(found)
}

/// Whether a record tells itself whose it is, or a person did.
pub(super) fn is_tied(one: &Incoming, by_hand: &BTreeMap<Uuid, ByHand>) -> bool {
    let asset = one.record.asset.as_ref();
    let ours = asset.is_some_and(|asset| asset.asset.is_some());
    let mut versions = one.versions.iter();
    one.record.project.project_code.is_some()
        || one.asked_for.is_some()
        || ours
        || versions.any(|id| by_hand.contains_key(id))
}

/// By what others are told whose they are, that name no project.
pub(super) fn borne(record: &CanonicalRecord) -> BTreeSet<String> {
    let tender = record.tender.as_ref();
    let deal = tender.and_then(|tender| tender.unified_trade_code.as_deref());
    let mut keys = trade_keys(record);
    keys.extend(deal.map(of_trade));
    keys
}

/// Notes of which project the records are now.
pub(super) async fn note(tx: &Tx, followers: &[(Uuid, Incoming)]) -> Result<(), Fault> {
    for (to, one) in followers {
        source_record::Entity::update(source_record::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(one.source_record),
            project_id: Set(Some(*to)),
            ..Default::default()
        })
        .exec(tx.db())
        .await?;
    }
    Ok(())
}
