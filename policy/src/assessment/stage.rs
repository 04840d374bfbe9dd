use chrono::NaiveDate;

use crate::{
    facts::{Facts, Source},
    pack::{Pack, Stage},
};

/// The stage a project has reached: the furthest one that an event by `today` enters, else the
/// first.
#[must_use]
pub fn stage<'a>(pack: &'a Pack, facts: &Facts, today: NaiveDate) -> Option<&'a Stage> {
    let happened = |kind: &String| {
        facts.records().iter().any(|record| {
            record.source == Source::Event
                && record.kind == *kind
                && record.on.is_some_and(|day| day <= today)
        })
    };
    let entered = pack
        .stages
        .iter()
        .rev()
        .find(|stage| stage.enters.iter().any(happened));
    entered.or(pack.stages.first())
}
