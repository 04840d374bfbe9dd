//! What a jurist reads beside the words of an article: the reasons of duties, steps and findings
//! under the shipped packs, in both languages.

mod days;
mod limits;
mod records;
mod rulings;
mod since;
mod standing;

use chrono::NaiveDate;
use shuniu_policy::{
    Calendars, Facts, Obligation, Packs, Status, Value,
    assessment::{Assessment, Flag, Reason},
    evaluate,
    facts::{Record, Report},
    pack::Bilingual,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The file of a project: attributes and events.
fn file(pack: &str, attributes: &[(&str, Value)], events: &[(&str, &str)]) -> Facts {
    let vocabulary = Packs::shipped().get(pack).unwrap().vocabulary().clone();
    let mut facts = Facts::new(vocabulary);
    for (name, value) in attributes {
        facts.set(name, value.clone()).unwrap();
    }
    for (kind, on) in events {
        facts.record(Record::event(kind, day(on))).unwrap();
    }
    facts
}

fn judge(pack: &str, facts: &Facts, today: &str) -> Assessment {
    let pack = Packs::shipped().get(pack).unwrap();
    let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
    evaluate(&[pack], &calendar, facts, day(today))
}

fn one<'a>(said: &'a Assessment, provision: &str) -> &'a Obligation {
    let mut all = said.obligations.iter();
    all.rfind(|one| one.provision == provision).unwrap()
}

fn explained(pack: &str, reasons: &[Reason]) -> Vec<Bilingual> {
    let pack = Packs::shipped().get(pack).unwrap();
    reasons.iter().map(|reason| reason.explain(pack)).collect()
}

fn zh(told: &[Bilingual]) -> Vec<&str> {
    told.iter().map(|one| one.zh.as_str()).collect()
}

fn en(told: &[Bilingual]) -> Vec<&str> {
    told.iter().map(|one| one.en.as_str()).collect()
}

/// The reasons of a duty, and what follows on the day.
fn told(pack: &str, facts: &Facts, today: &str, provision: &str) -> Vec<Bilingual> {
    let said = judge(pack, facts, today);
    let owed = one(&said, provision);
    let mut told = explained(pack, &owed.because);
    told.push(owed.conclusion(day(today)));
    told
}

/// The reasons for which a provision closes a step.
fn closed(
    pack: &str,
    facts: &Facts,
    today: &str,
    (gate, provision): (&str, &str),
) -> Vec<Bilingual> {
    let said = judge(pack, facts, today);
    let mut blockers = said.gate(gate).unwrap().blockers.iter();
    let blocker = blockers.find(|one| one.provision == provision).unwrap();
    explained(pack, &blocker.because)
}

fn word(name: &str) -> Value {
    Value::One(name.to_owned())
}

const TRIAL: &str = "tinghu-19-trial-run-3-6-months";

fn large() -> [(&'static str, Value); 1] {
    [(
        "investment_yuan",
        Value::Money(shuniu_policy::Fen::new(150_000_000)),
    )]
}
