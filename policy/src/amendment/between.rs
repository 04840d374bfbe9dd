use serde::Serialize;

use super::{
    CaseRun, Change,
    change::{Item, compare},
    items::{articles, conditions, derived, facts},
    manifest::{identity, items},
    provisions::provisions,
};
use crate::{calendar::Calendars, pack::Pack};

/// What changed from one pack to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Amendment {
    /// What was.
    pub old: Edition,
    /// What is.
    pub new: Edition,
    /// Every change: identity first, then settings and the like, articles, conditions, derived
    /// values, provisions.
    pub changes: Vec<Change>,
    /// The cases of the old pack under the new one.
    pub old_cases: CaseRun,
    /// The cases of the new pack under itself.
    pub new_cases: CaseRun,
}

/// Which pack is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edition {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
}

impl Edition {
    fn of(pack: &Pack) -> Self {
        Self {
            id: pack.id.clone(),
            version: pack.version.clone(),
            title: pack.title.clone(),
        }
    }
}

impl Amendment {
    /// Compares two packs and runs the cases of both.
    #[must_use]
    pub fn between(old: &Pack, new: &Pack, calendars: &Calendars) -> Self {
        Self {
            old: Edition::of(old),
            new: Edition::of(new),
            changes: changes(old, new),
            old_cases: CaseRun::of_old(old, new, calendars),
            new_cases: CaseRun::of_new(new, calendars),
        }
    }
}

/// What changed in the law from one pack to another. No case is run.
#[must_use]
pub fn changes(old: &Pack, new: &Pack) -> Vec<Change> {
    compare(&all(old), &all(new))
}

fn all(pack: &Pack) -> Vec<Item> {
    let lists = [
        vec![identity(pack)],
        items(pack),
        facts(pack),
        articles(pack),
        conditions(pack),
        derived(pack),
        provisions(pack),
    ];
    lists.into_iter().flatten().collect()
}
