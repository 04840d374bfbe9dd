//! What a hand-over was put together from, and whether it still counts.
//!
//! Compared are the events, papers and assets that a hand-over says something of: it is taken back
//! before it goes out when one of them was voided or corrected, for it would say what nobody stands
//! by. Not compared are the project's own values (its name, its amounts) and what was recorded
//! later: a hand-over says what was on file when it was asked for, and whoever wants it otherwise
//! withdraws it and hands over anew.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use shuniu_entities::{asset, document, outbox, project_event};
use uuid::Uuid;

use super::acceptance;
use super::hand_over::Ask;
use crate::command::VOIDED;
use crate::desk::{File, Standing};
use crate::fault::Fault;
use crate::law::LocalLaw;

/// Where they are kept, beside the request.
pub(super) const GROUNDS: &str = "grounds";

/// What is put together for a hand-over.
pub(super) fn grounds(ask: &Ask, file: &File, law: &LocalLaw) -> Vec<Uuid> {
    match ask {
        Ask::AcceptanceReport => acceptance::grounds(file, law),
        _ => ask.about().into_iter().collect(),
    }
}

/// The grounds of a hand-over. A row of an earlier release kept none but what it is about.
pub(super) fn of(row: &outbox::Model) -> Result<Vec<Uuid>, Fault> {
    match row.payload.get(GROUNDS) {
        None | Some(Json::Null) => Ok(row.about.into_iter().collect()),
        Some(kept) => serde_json::from_value(kept.clone())
            .map_err(|error| Fault::corrupt("grounds of a hand-over", error)),
    }
}

/// Whether an event, a paper or an asset is on file and in force.
pub(super) fn counts(file: &File, id: Uuid) -> bool {
    let current = Standing::Current.as_str();
    let event = |row: &project_event::Model| row.id == id && row.standing == current;
    let paper = |row: &document::Model| row.id == id && row.standing == current;
    let asset = |row: &asset::Model| row.id == id && row.state != VOIDED;
    file.events.iter().any(event)
        || file.documents.iter().any(paper)
        || file.assets.iter().any(asset)
}

/// An event with all that it corrects and all that corrects it: one happening, however often it was
/// put right, and whichever of its rows counts at the moment.
pub(super) fn family(file: &File, event: Uuid) -> BTreeSet<Uuid> {
    let mut family = BTreeSet::from([event]);
    loop {
        let before = family.len();
        for row in file.events.iter() {
            if let Some(corrected) = row.corrects_id
                && (family.contains(&row.id) || family.contains(&corrected))
            {
                family.extend([row.id, corrected]);
            }
        }
        if family.len() == before {
            return family;
        }
    }
}
