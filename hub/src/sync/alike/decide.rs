use std::collections::BTreeSet;

use shuniu_policy::ProjectCode;
use uuid::Uuid;

use super::compare::{Alike, Compared};
use super::record::profile;
use crate::likeness::Band;
use crate::sync::matching::Match;
use crate::sync::merge::Incoming;
use crate::sync::no_match::NoMatch;

/// What is asked of a record beside the projects that it is like.
pub(in crate::sync) struct Asked<'a> {
    /// Out of which projects a person took it.
    pub(in crate::sync) barred: &'a BTreeSet<Uuid>,
    /// Whether it may be linked to this project at all.
    pub(in crate::sync) may_link: &'a dyn Fn(Uuid) -> bool,
    /// Why a person is asked, where one is.
    pub(in crate::sync) reason: NoMatch,
}

/// Decides on a record by its likeness alone; nothing where it is like none of the projects that
/// may be its own, or names none.
pub(in crate::sync) fn decide(alike: &Alike, one: &Incoming, asked: &Asked<'_>) -> Option<Match> {
    let record = profile(&one.record, alike.places())?;
    let code = one.record.project.project_code.as_ref();
    let code = code.map(ProjectCode::as_str);
    let Compared { band, offered } = alike.compare(&record, code, asked.barred);
    match (band, offered.first()) {
        (Band::Link, Some(best)) if asked.barred.is_empty() && (asked.may_link)(best.project) => {
            Some(Match::Alike(best.clone()))
        }
        (Band::New, _) => None,
        _ => Some(Match::Review(asked.reason, offered)),
    }
}
