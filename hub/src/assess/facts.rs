use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value as Json;
use shuniu_policy::facts::{Exception, Facts, Record, Report, Value};
use shuniu_policy::vocabulary::{Definition, Family};
use uuid::Uuid;

use super::Ground;
use super::once::Once;
use crate::desk::{File, Standing, WHOLE};
use crate::fault::Fault;
use crate::field::plain;
use crate::law::LocalLaw;

/// What a budget quota is to the law.
pub const BUDGET_QUOTA: &str = "budget_quota";
/// What a payment that was asked for is to the law.
pub const PAYMENT_REQUEST: &str = "payment_request";

/// The typed facts that the law is evaluated over.
///
/// # Errors
///
/// [`Fault::Corrupt`] when a stored row does not fit the vocabulary, with the row's name.
pub(crate) fn facts_of(
    law: &LocalLaw,
    file: &File,
    ground: &Ground,
    day: NaiveDate,
) -> Result<Facts, Fault> {
    facts(law, file, (&Once::of(file), ground), day)
}

/// The same of a file whose events were put together already.
///
/// # Errors
///
/// [`Fault::Corrupt`] when a stored row does not fit the vocabulary, with the row's name.
pub(super) fn facts(
    law: &LocalLaw,
    file: &File,
    (once, ground): (&Once<'_>, &Ground),
    day: NaiveDate,
) -> Result<Facts, Fault> {
    let observed = &ground.observed;
    let vocabulary = law.vocabulary();
    let mut facts = Facts::new(vocabulary.clone());
    // The law reads tenders, contracts and assets by their events.
    let own = file.facts.iter().filter(|row| row.subject.is_none());
    for row in own.filter(|row| counts(&row.standing)) {
        // Header fields such as the name are facts with a history that no law reads.
        let Some(definition) = vocabulary.get(Family::Fact, &row.name) else {
            continue;
        };
        let value =
            Value::from_json(&row.value, definition).map_err(|e| Fault::corrupt(&row.name, e))?;
        facts
            .set(&row.name, value)
            .map_err(|e| Fault::corrupt(&row.name, e))?;
    }
    let followed = followed(file, once);
    for told in &once.events {
        let (row, of) = (told.row, once.stands_for(told.occurrence));
        let happened = Record::event(&row.kind, told.on);
        let definition = vocabulary.get(Family::Event, &row.kind);
        let happened = complete(happened, definition, &told.attributes, of, row.id)?;
        let happened = happened.following(followed.of(told.occurrence));
        facts
            .record(happened)
            .map_err(|error| Fault::corrupt(&row.kind, error))?;
    }
    for row in file.documents.iter().filter(|row| counts(&row.standing)) {
        let document = Record::document(&row.kind, row.filed_on);
        let definition = vocabulary.get(Family::Document, &row.kind);
        let of = once.stands_for(&row.occurrence);
        let document = complete(document, definition, &row.attributes, of, row.id)?;
        let document = document.following(followed.of(&row.occurrence));
        facts
            .record(document)
            .map_err(|error| Fault::corrupt(&row.kind, error))?;
    }
    for row in file.reports.iter().filter(|row| counts(&row.standing)) {
        let period = row
            .period
            .parse()
            .map_err(|error| Fault::corrupt(&row.kind, error))?;
        let report = Report {
            kind: row.kind.clone(),
            period,
            on: row.submitted_on,
        };
        facts
            .report(report)
            .map_err(|error| Fault::corrupt(&row.kind, error))?;
    }
    for (kind, day, id) in money(file) {
        let document = Record::document(kind, Some(day)).with_id(&id.to_string());
        facts
            .record(document)
            .map_err(|error| Fault::corrupt(kind, error))?;
    }
    for row in file.exceptions.iter() {
        facts.except(Exception {
            provision: row.provision.clone(),
            approved_by: row.approved_by.clone(),
            on: row.approved_on,
            reason: row.reason.clone(),
        });
    }
    if let Some(day) = observed.otherwise {
        facts.complete_through(day);
    }
    for (kind, day) in &observed.through {
        facts
            .kind_complete_through(kind, *day)
            .map_err(|error| Fault::corrupt(kind, error))?;
    }
    if let Some(day) = file.project.get().tracked_since {
        facts.tracked_since(day);
    }
    ground
        .beside
        .put_into(law, &mut facts, file.id(), observed, day)?;
    Ok(facts)
}

/// What happened in the purchase that each contract came of, by the contract's number as it is
/// compared.
struct Followed(BTreeMap<String, Vec<String>>);

impl Followed {
    fn of(&self, occurrence: &str) -> Vec<String> {
        self.0.get(&plain(occurrence)).cloned().unwrap_or_default()
    }
}

fn followed(file: &File, once: &Once<'_>) -> Followed {
    let mut happened: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in file.events.iter().filter(|row| counts(&row.standing)) {
        let id = row.id.to_string();
        let of = happened.entry(plain(&row.occurrence)).or_default();
        of.push(once.stands_for(&id).to_owned());
    }
    let followed = file.contracts.iter().filter_map(|row| {
        let tender = file
            .tenders
            .iter()
            .find(|one| Some(one.id) == row.tender_id)?;
        let events = happened.get(&plain(&tender.code)).cloned();
        Some((plain(&row.number), events.unwrap_or_default()))
    });
    Followed(followed.collect())
}

/// The papers that the law asks for and that budget quotas and payments are: kind, day and row.
fn money(file: &File) -> impl Iterator<Item = (&'static str, NaiveDate, Uuid)> {
    let quotas = file.quotas.iter().filter(|row| counts(&row.standing));
    let payments = file.payments.iter().filter(|row| counts(&row.standing));
    let given = quotas.map(|row| (BUDGET_QUOTA, row.issued_on, row.id));
    let asked = payments.filter_map(|row| Some((PAYMENT_REQUEST, row.requested_on?, row.id)));
    given.chain(asked)
}

pub(super) fn counts(standing: &str) -> bool {
    standing == Standing::Current.as_str()
}

fn complete(
    mut record: Record,
    definition: Option<&Definition>,
    attributes: &Json,
    occurrence: &str,
    id: Uuid,
) -> Result<Record, Fault> {
    let definition =
        definition.ok_or_else(|| Fault::corrupt(&record.kind, "the vocabulary lost it"))?;
    record.attributes = typed_attributes(definition, attributes)?;
    if occurrence != WHOLE {
        record = record.of_subject(occurrence);
    }
    Ok(record.with_id(&id.to_string()))
}

/// Attributes as the vocabulary types them; what it does not know is left out.
pub(crate) fn typed_attributes(
    definition: &Definition,
    attributes: &Json,
) -> Result<BTreeMap<String, Value>, Fault> {
    let given = attributes.as_object().into_iter().flatten();
    given
        .filter_map(|(name, json)| {
            definition
                .attribute(name)
                .map(|attribute| (name, attribute, json))
        })
        .map(|(name, attribute, json)| {
            let value =
                Value::from_json(json, attribute).map_err(|error| Fault::corrupt(name, error))?;
            Ok((name.clone(), value))
        })
        .collect()
}
