use std::collections::BTreeMap;
use std::fmt::Display;

use chrono::NaiveDate;
use serde_json::Value as Json;
use shuniu_policy::facts::{Exception, Facts, Record, Report, Source, Value, ValueError};
use shuniu_policy::vocabulary::{Definition, Family};
use shuniu_policy::{Impossible, Period};

use crate::command::FactInput;
use crate::fault::Fault;
use crate::law::{LocalLaw, entered};

/// What is supposed of a project, beside what is on record of it, if it is there at all.
#[derive(Clone, Debug, Default)]
pub struct Supposition {
    /// Attributes; each takes the place of what is on record.
    pub facts: Vec<FactInput>,
    /// Events, by the day asked about.
    pub events: Vec<Supposed>,
    /// Documents on file; one without a day is on file today.
    pub documents: Vec<Supposed>,
    /// Reports.
    pub reports: Vec<SupposedReport>,
    /// Exceptions to provisions that bind in principle (原则上).
    pub exceptions: Vec<SupposedException>,
}

/// An event or document that is supposed.
#[derive(Clone, Debug)]
pub struct Supposed {
    /// Vocabulary name.
    pub kind: String,
    /// The day.
    pub on: Option<NaiveDate>,
    /// Further attributes that the vocabulary gives.
    pub attributes: BTreeMap<String, Json>,
    /// Contract, lot or asset that it belongs to.
    pub occurrence: Option<String>,
}

/// A report that is supposed.
#[derive(Clone, Debug)]
pub struct SupposedReport {
    /// Vocabulary name.
    pub kind: String,
    /// The period it is for.
    pub period: Period,
    /// The day of submission.
    pub on: NaiveDate,
}

/// An exception that is supposed.
#[derive(Clone, Debug)]
pub struct SupposedException {
    /// The provision it excepts from.
    pub provision: String,
    /// Who approved it.
    pub approved_by: String,
    /// The day of approval.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
}

impl Supposition {
    /// Puts what is supposed beside the facts.
    ///
    /// # Errors
    ///
    /// [`Fault::Invalid`] with the place of what the vocabulary does not know, types otherwise or
    /// asks for besides, of a day after the one asked about, and of an exception to a provision
    /// that takes none.
    pub(super) fn put_into(
        &self,
        facts: &mut Facts,
        law: &LocalLaw,
        day: NaiveDate,
    ) -> Result<(), Fault> {
        for (at, input) in self.facts.iter().enumerate() {
            let place = format!("facts[{at}]");
            let known = law.vocabulary().get(Family::Fact, &input.name);
            let Some(definition) = known else {
                let problem = format!("{:?} is no fact; `factDefinitions` lists them", input.name);
                return Err(Fault::invalid(format!("{place}.name"), problem));
            };
            let value = typed(definition, &input.value)
                .map_err(|error| Fault::invalid(format!("{place}.value"), error))?;
            facts
                .set(&input.name, value)
                .map_err(|error| Fault::invalid(place, error))?;
        }
        let told = [
            ("events", Source::Event, &self.events),
            ("documents", Source::Document, &self.documents),
        ];
        for (list, source, supposed) in told {
            for (at, one) in supposed.iter().enumerate() {
                let place = format!("{list}[{at}]");
                in_time(&place, one.on, day)?;
                let record = one.record(source, law, &place)?;
                facts
                    .record(record)
                    .map_err(|error| Fault::invalid(place, error))?;
            }
        }
        for (at, one) in self.reports.iter().enumerate() {
            let place = format!("reports[{at}]");
            in_time(&place, Some(one.on), day)?;
            let report = Report {
                kind: one.kind.clone(),
                period: one.period,
                on: one.on,
            };
            facts
                .report(report)
                .map_err(|error| Fault::invalid(place, error))?;
        }
        for (at, one) in self.exceptions.iter().enumerate() {
            let place = format!("exceptions[{at}]");
            in_time(&place, Some(one.on), day)?;
            law.takes_exception(&one.provision)
                .map_err(|fault| within(&place, fault))?;
            facts.except(Exception {
                provision: one.provision.clone(),
                approved_by: one.approved_by.clone(),
                on: one.on,
                reason: one.reason.clone(),
            });
        }
        Ok(())
    }
}

impl Supposed {
    fn record(&self, source: Source, law: &LocalLaw, place: &str) -> Result<Record, Fault> {
        let mut record = match (source, self.on) {
            (Source::Document, on) => Record::document(&self.kind, on),
            (Source::Event, Some(on)) => Record::event(&self.kind, on),
            (Source::Event, None) => {
                return Err(Fault::invalid(place, "an event needs its day"));
            }
        };
        let definition = law.vocabulary().get(source.family(), &self.kind);
        for (name, value) in &self.attributes {
            // What the kind or the name is not, the facts say when they take the record.
            let attribute = definition.and_then(|kind| kind.attribute(name));
            let value = match attribute {
                Some(attribute) => typed(attribute, value)
                    .map_err(|error| Fault::invalid(format!("{place}.attributes.{name}"), error))?,
                None => Value::Bool(true),
            };
            record = record.with(name, value);
        }
        Ok(match &self.occurrence {
            Some(occurrence) => record.of_subject(occurrence),
            None => record,
        })
    }
}

fn typed(definition: &Definition, json: &Json) -> Result<Value, ValueError> {
    Value::from_json(&entered(definition, json)?, definition)
}

fn in_time(place: &str, on: Option<NaiveDate>, day: NaiveDate) -> Result<(), Fault> {
    let Some(on) = on else { return Ok(()) };
    let problem: &dyn Display = if Impossible::day(on).is_some() {
        &format!("{on} is of another age; write it as in 2026-06-30")
    } else if on > day {
        &format!("{on} lies after the day asked about, {day}; give a later `asOf`")
    } else {
        return Ok(());
    };
    Err(Fault::invalid(place, problem.to_string()))
}

fn within(place: &str, fault: Fault) -> Fault {
    match fault {
        Fault::Invalid { field, problem } => Fault::invalid(format!("{place}.{field}"), problem),
        other => other,
    }
}
