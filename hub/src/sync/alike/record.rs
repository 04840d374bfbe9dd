use std::collections::BTreeSet;

use chrono::Datelike;
use shuniu_connectors::contract::{CanonicalRecord, Stream, System};
use shuniu_policy::{CreditCode, Fen};

use crate::likeness::{Amount, Key, Of, Places, Profile, Told};
use crate::sync::matching::is_of_people;
use crate::sync::merge::Incoming;

/// What a record is compared by; nothing where it names no project.
pub(in crate::sync) fn profile(record: &CanonicalRecord, places: &[String]) -> Option<Profile> {
    let project = &record.project;
    let name = project
        .name
        .as_deref()
        .filter(|name| !name.trim().is_empty())?;
    let amounts = amounts(record);
    let told = Told {
        name,
        unit: project.unit_name.as_deref(),
        credit_code: project.unit_credit_code.as_ref().map(CreditCode::as_str),
        amounts: &amounts,
        year: year(record),
    };
    let places = Places::new(places.iter().map(String::as_str));
    Some(Profile::new(&told, &places))
}

/// What a project would have that comes to be on record after a record that waits for it. Ledgers
/// that people hand in wait for a project of the very name.
pub(in crate::sync) fn awaited(one: &Incoming, places: &[String]) -> BTreeSet<String> {
    let coded = one.record.project.project_code.is_some();
    let enters = one.system == System::INVESTMENT_APPROVAL.as_str()
        && one.stream == Stream::APPROVALS.as_str();
    if coded || enters || is_of_people(one) {
        return BTreeSet::new();
    }
    let keys = profile(&one.record, places).map(|profile| profile.awaited());
    let keys = keys.into_iter().flatten().map(key);
    let mut keys: BTreeSet<String> = keys.collect();
    if !keys.is_empty() {
        keys.insert(ANY.to_owned());
    }
    keys
}

/// What every record waits for that waits for a project like it: whether there are such is asked
/// first.
pub(in crate::sync) const ANY: &str = "like";

/// A key of a project as records wait for it.
pub(in crate::sync) fn key(key: Key) -> String {
    format!("{ANY}:{}", key.number())
}

/// Attributes that say what may be spent.
const BUDGETS: [&str; 2] = ["budget_yuan", "investment_yuan"];

fn amounts(record: &CanonicalRecord) -> Vec<Amount> {
    let facts = record
        .facts
        .iter()
        .filter(|fact| BUDGETS.contains(&fact.name.as_str()));
    let facts = facts.filter_map(|fact| Fen::from_yuan(fact.value.as_str()?).ok());
    let tender = record.tender.iter().filter_map(|one| one.budget.as_ref());
    let award = record.award.iter().filter_map(|one| one.amount.as_ref());
    let contract = record.contract.iter().map(|one| &one.amount);
    let of = |of: Of| move |fen: Fen| Amount { of, fen: fen.get() };
    let mut amounts: Vec<Amount> = facts.map(of(Of::Budget)).collect();
    amounts.extend(tender.map(|amount| amount.fen).map(of(Of::Budget)));
    amounts.extend(award.map(|amount| amount.fen).map(of(Of::Award)));
    amounts.extend(contract.map(|amount| amount.fen).map(of(Of::Contract)));
    amounts
}

/// The year of the paper, or of the first thing that it tells of.
fn year(record: &CanonicalRecord) -> Option<i32> {
    let tender = record.tender.iter().map(|one| one.published_on);
    let award = record.award.iter().map(|one| one.issued_on);
    let contract = record.contract.iter().map(|one| one.signed_on);
    let events = record.events.iter().map(|one| one.on);
    let happened = tender.chain(award).chain(contract).chain(events).min();
    let papers = || record.documents.iter().filter_map(|one| one.on).min();
    happened.or_else(papers).map(|day| day.year())
}
