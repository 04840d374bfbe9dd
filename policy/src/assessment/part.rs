use chrono::NaiveDate;

use super::{Days, Reason};

/// One of several things that perform a duty together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// It is there.
    pub done: bool,
    /// The day it was done.
    pub on: Option<NaiveDate>,
    /// The kinds that are there without a day.
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
#[must_use]
pub fn last_of<'p>(
    parts: impl IntoIterator<Item = (Option<NaiveDate>, &'p [String])>,
) -> (Option<NaiveDate>, Vec<String>) {
    let (mut last, mut undated) = (None, Vec::new());
    for (on, without) in parts {
        last = Ord::max(last, on);
        undated.extend_from_slice(without);
    }
    if last.is_some() {
        undated.retain(|kind| kind != FACT);
    }
    (last, undated)
}
