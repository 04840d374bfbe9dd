//! The sample pack, and shorthands over it.

use std::sync::Arc;

use chrono::NaiveDate;
use shuniu_policy::{
    Assessment, Calendars, Facts, Obligation, Pack, PackFiles, Status, evaluate,
    facts::{Record, Report},
};

pub(crate) fn files() -> PackFiles {
    PackFiles::new(
        "sample",
        [
            ("pack.toml", include_str!("sample/pack.toml")),
            ("text.md", include_str!("sample/text.md")),
            ("derived.yaml", include_str!("sample/derived.yaml")),
            (
                "provisions/01.yaml",
                include_str!("sample/provisions/01.yaml"),
            ),
        ],
    )
}

pub(crate) fn pack() -> Pack {
    Pack::read(&files()).unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Facts over the sample pack, from events `kind on`.
pub(crate) fn facts(events: &[(&str, &str)]) -> Facts {
    let mut facts = Facts::new(Arc::clone(pack().vocabulary()));
    for (kind, on) in events {
        facts.record(Record::event(kind, day(on))).unwrap();
    }
    facts
}

pub(crate) fn report(facts: &mut Facts, kind: &str, period: &str, on: &str) {
    let report = Report {
        kind: kind.to_owned(),
        period: period.parse().unwrap(),
        on: day(on),
    };
    facts.report(report).unwrap();
}

pub(crate) fn judge(facts: &Facts, today: &str) -> Assessment {
    let calendar = Calendars::shipped().working_days(&["cn"]).unwrap();
    evaluate(&[&pack()], &calendar, facts, day(today))
}

/// The obligations of a provision.
pub(crate) fn of<'a>(assessment: &'a Assessment, provision: &str) -> Vec<&'a Obligation> {
    let all = assessment.obligations.iter();
    all.filter(|o| o.provision == provision).collect()
}

/// The one obligation of a provision.
pub(crate) fn one<'a>(assessment: &'a Assessment, provision: &str) -> &'a Obligation {
    match of(assessment, provision)[..] {
        [one] => one,
        ref other => panic!("{provision}: {} obligations", other.len()),
    }
}

pub(crate) fn status(assessment: &Assessment, provision: &str) -> Status {
    one(assessment, provision).status(assessment.assessed_for)
}

/// Periods and statuses of a recurring provision.
pub(crate) fn periods(assessment: &Assessment, provision: &str) -> Vec<(String, Status)> {
    let all = of(assessment, provision).into_iter();
    all.map(|o| {
        let period = o.period.map_or_else(String::new, |p| p.to_string());
        (period, o.status(assessment.assessed_for))
    })
    .collect()
}
