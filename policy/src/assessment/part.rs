use chrono::NaiveDate;

use serde::{Deserialize, Serialize};

use super::{Days, Reason, relevant};

/// One of several things that perform a duty together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// It is there.
    pub done: bool,
    /// The day it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// The kinds that are there without a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undated: Vec<String>,
    /// What is to be said of it.
    pub because: Vec<Reason>,
}

/// When a duty was performed of which all is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completed {
    /// On this day.
    On(NaiveDate),
    /// On no known day, and in time whichever it was so far.
    Undated,
    /// Whether in time cannot be told without the days of these kinds.
    Unclear(Vec<String>),
}

impl Completed {
    /// When all of it was there, by the day of the last part and by what has no day. Nothing
    /// before the first day on which it counts.
    #[must_use]
    pub fn of(
        days: &Days,
        (on, undated): (Option<NaiveDate>, &[String]),
        today: NaiveDate,
    ) -> Option<Self> {
        if days.earliest_on.is_some_and(|day| day > today) {
            return None;
        }
        if undated.is_empty() {
            // What was there before its time began counts as done when that did.
            return on.max(days.triggered_on).map(Self::On);
        }
        let last = days.last_on;
        // It may lie before a window as well as behind it.
        let unclear = last.is_some_and(|last| last < today || days.earliest_on.is_some());
        Some(if unclear {
            Self::Unclear(undated.to_vec())
        } else {
            Self::Undated
        })
    }
}

/// What stands for the day of a fact, which has none.
pub(super) const FACT: &str = "fact";

/// The day of the last part, and what has none. What is done on a day is done by then, under
/// whatever facts.
pub(super) fn last_of<'p>(
    parts: impl IntoIterator<Item = &'p Part>,
) -> (Option<NaiveDate>, Vec<String>) {
    let (mut last, mut undated) = (None, Vec::new());
    for part in parts {
        last = Ord::max(last, part.on);
        undated.extend_from_slice(&part.undated);
    }
    if last.is_some() {
        undated.retain(|kind| kind != FACT);
    }
    (last, undated)
}

/// Performs a duty of a unit by what several of its files hold: `own` are the parts in one file, and
/// `elsewhere` those that were there first in any other, where one has them. `because` tells of the
/// parts in the one file, and then of those that are elsewhere.
///
/// Gives when all of it was there; nothing while a part is nowhere.
#[must_use]
pub fn together(
    own: &[Part],
    elsewhere: &[Option<Part>],
    because: &mut Vec<Reason>,
    (days, today): (&Days, NaiveDate),
) -> Option<Completed> {
    if own.is_empty() {
        return None;
    }
    let mut whole = Vec::new();
    for (at, here) in own.iter().enumerate() {
        if here.done {
            whole.push(here);
        } else if let Some(first) = elsewhere.get(at).and_then(Option::as_ref) {
            whole.push(first);
            tell_elsewhere(because, here, first);
        }
    }
    if whole.len() < own.len() {
        return None;
    }
    because.retain(|reason| !reason.is_of_what_is_open());
    let (on, undated) = last_of(whole);
    Completed::of(days, (on, &undated), today)
}

/// Tells of a part where it is, in the place where it was told to be missing.
fn tell_elsewhere(because: &mut Vec<Reason>, missing: &Part, there: &Part) {
    let mut seen = missing.because.clone();
    let mut unseen = seen.clone();
    relevant::leave_open(&mut unseen);
    seen.append(&mut unseen);
    let at = because.iter().position(|reason| seen.contains(reason));
    because.retain(|reason| !seen.contains(reason));
    let at = at.unwrap_or(because.len());
    because.insert(at, Reason::Elsewhere(there.because.clone()));
}
