//! From a row to a record in the hub's own words; pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};
use shuniu_policy::{CreditCode, Doubt, ProjectCode};

use super::form::{Column, Form, Target};
use super::heading::{Heading, Unit};
use super::kind::Kind;
use super::seal::Marked;
use super::slip::{Remark, Slip, pointer};
use super::value::{Reader, Said};
use crate::contract::{
    CanonicalRecord, EventRecord, FactValue, FieldDoubt, HeaderFact, Misfit, RecordError,
};

/// A row that was read.
pub(super) struct Examined {
    /// What it says, if all of it was understood.
    pub(super) record: Option<CanonicalRecord>,
    /// Everything that was not.
    pub(super) errors: Vec<RecordError>,
    /// What was read otherwise than it is typed.
    pub(super) remarks: Vec<Remark>,
    /// What was understood, by field.
    pub(super) said: BTreeMap<String, String>,
}

/// A cell that was understood, with the heading it stands under.
pub(super) struct Told<'a> {
    pub(super) heading: &'a str,
    pub(super) said: Said,
}

/// A row that is being read.
pub(super) struct Row<'a> {
    pub(super) form: &'a Form,
    pub(super) told: BTreeMap<&'a str, Told<'a>>,
    pub(super) errors: Vec<RecordError>,
    pub(super) out: CanonicalRecord,
}

impl Form {
    /// Reads a raw row: an object of headings and texts.
    pub(super) fn examine(
        &self,
        body: &Map<String, Json>,
        today: NaiveDate,
        longest: usize,
    ) -> Examined {
        let mut remarks = Vec::new();
        let mut row = Row {
            form: self,
            told: BTreeMap::new(),
            errors: Vec::new(),
            out: CanonicalRecord::default(),
        };
        let cells: Vec<(&str, &str, Heading, &Column)> = body
            .iter()
            .filter_map(|(heading, text)| {
                let found = Heading::of(heading);
                let column = self.column(&found)?;
                Some((heading.as_str(), text.as_str()?, found, column))
            })
            .collect();
        // Its secrecy comes before everything: nothing else of such a row may be read.
        let slip = match self.marked(body, today, longest) {
            Marked::Secret => {
                row.out.classified = true;
                return row.finish(Vec::new());
            }
            Marked::Unclear(heading) => Some(Slip::Secrecy.at(&heading)),
            Marked::Beside(Some(heading)) => Some(Slip::Marked.at(&heading)),
            Marked::Beside(None) => Some(Slip::Marked.of_row()),
            Marked::Open | Marked::Unsaid => None,
        };
        if let Some(slip) = slip {
            row.errors.push(slip);
            return row.finish(Vec::new());
        }
        for (heading, text, found, column) in cells {
            let mut reader = reader(heading, found.unit, today, longest, &mut remarks);
            match reader.read(column, text) {
                Ok(Some(said)) => row.tell(column, heading, said),
                Ok(None) => {}
                Err(slip) => row.errors.push(slip.at(heading)),
            }
        }
        row.complete();
        row.header();
        row.vocabulary();
        if row.errors.is_empty() {
            row.rest();
        }
        row.finish(remarks)
    }

    /// Maps a raw row.
    pub(super) fn map(
        &self,
        body: &str,
        today: NaiveDate,
        longest: usize,
    ) -> Result<CanonicalRecord, RecordError> {
        let value: Json = serde_json::from_str(body)
            .map_err(|error| RecordError::new("", &Misfit::NotJson(error.to_string())))?;
        let Json::Object(body) = &value else {
            return Err(RecordError::new("", &Misfit::NotAnObject));
        };
        let examined = self.examine(body, today, longest);
        match (examined.errors.into_iter().next(), examined.record) {
            (None, Some(record)) => Ok(record),
            (Some(error), _) => Err(error),
            (None, None) => Err(RecordError::new("", &Misfit::NoIdentity)),
        }
    }
}

pub(super) fn reader<'a>(
    heading: &'a str,
    unit: Unit,
    today: NaiveDate,
    longest: usize,
    remarks: &'a mut Vec<Remark>,
) -> Reader<'a> {
    Reader {
        heading,
        unit,
        today,
        longest,
        remarks,
    }
}

impl<'a> Row<'a> {
    fn tell(&mut self, column: &'a Column, heading: &'a str, said: Said) {
        match self.told.get(column.field.as_str()) {
            Some(told) if told.said.json() != said.json() => {
                self.errors
                    .push(Slip::Twice(told.heading.to_owned()).at(heading));
            }
            Some(_) => {}
            None => {
                self.told.insert(&column.field, Told { heading, said });
            }
        }
    }

    /// Answers the cells that must not be empty. One that could not be read was answered already.
    fn complete(&mut self) {
        let mut missing = Vec::new();
        for column in self.form.columns.iter().filter(|column| column.required) {
            if !self.told.contains_key(column.field.as_str()) {
                missing.push(column);
            }
        }
        let met = |list: &Vec<String>| {
            list.iter()
                .all(|field| self.told.contains_key(field.as_str()))
        };
        let needs = &self.form.needs;
        let either = (!needs.is_empty() && !needs.iter().any(met)).then(|| {
            let first = needs.first().and_then(|list| list.first());
            first.and_then(|field| self.form.field(field))
        });
        let either = either.flatten();
        missing.extend(either);
        for column in missing {
            let answered = self.errors.iter().any(|error| {
                super::slip::heading_of(&error.path)
                    .and_then(|heading| self.form.column(&Heading::of(&heading)))
                    .is_some_and(|one| one.field == column.field)
            });
            if !answered {
                let slip = match either {
                    Some(one) if one.field == column.field => {
                        Slip::MissingAll(self.form.one_of().join("、"))
                    }
                    _ => Slip::Missing,
                };
                self.errors.push(slip.at(&column.heading));
            }
        }
    }

    fn header(&mut self) {
        let mut facts = Vec::new();
        for (field, fact) in [
            ("name", HeaderFact::NAME),
            ("project_code", HeaderFact::PROJECT_CODE),
            ("unit_name", HeaderFact::UNIT_NAME),
            ("unit_credit_code", HeaderFact::UNIT_CREDIT_CODE),
        ] {
            if let Some(told) = self.told.get(field) {
                facts.push(FactValue {
                    name: fact.to_owned(),
                    value: told.said.json(),
                    path: pointer(told.heading),
                    raw: None,
                });
            }
        }
        self.out.project.name = self.text("name");
        self.out.project.unit_name = self.text("unit_name");
        self.out.project.project_code = self.project_code("project_code");
        self.out.project.unit_credit_code = self.credit_code("unit_credit_code");
        // Only a ledger of projects says what they are called; the others name whose they are.
        if self.form.kind == Kind::Projects {
            self.out.facts = facts;
            self.out.tracked_since = self.day("tracked_since");
        }
    }

    fn vocabulary(&mut self) {
        for column in &self.form.columns {
            let Some(told) = self.told.get(column.field.as_str()) else {
                continue;
            };
            match (&column.target, &told.said) {
                (Target::Fact(name), said) => {
                    let raw = match said {
                        Said::Money(amount) => {
                            Some(format!("{} {}", amount.raw, amount.unit.as_chinese()))
                        }
                        _ => None,
                    };
                    self.out.facts.push(FactValue {
                        name: name.clone(),
                        value: said.json(),
                        path: pointer(told.heading),
                        raw,
                    });
                }
                (Target::Event(kind), Said::Day(on)) => self.out.events.push(EventRecord {
                    kind: kind.clone(),
                    on: *on,
                    attributes: BTreeMap::new(),
                    occurrence_key: None,
                }),
                _ => {}
            }
        }
    }

    pub(super) fn text(&self, field: &str) -> Option<String> {
        match &self.told.get(field)?.said {
            Said::Text(text) | Said::Word(text) => Some(text.clone()),
            _ => None,
        }
    }

    pub(super) fn day(&self, field: &str) -> Option<NaiveDate> {
        match &self.told.get(field)?.said {
            Said::Day(day) => Some(*day),
            _ => None,
        }
    }

    pub(super) fn money(&self, field: &str) -> Option<crate::contract::Amount> {
        match &self.told.get(field)?.said {
            Said::Money(amount) => Some(amount.clone()),
            _ => None,
        }
    }

    pub(super) fn whole(&self, field: &str) -> Option<i64> {
        match &self.told.get(field)?.said {
            Said::Whole(number) => Some(*number),
            _ => None,
        }
    }

    fn project_code(&mut self, field: &str) -> Option<ProjectCode> {
        let told = self.told.get(field)?;
        let Said::ProjectCode(code) = &told.said else {
            return None;
        };
        self.out.doubts.extend(doubted(told.heading, code.doubts()));
        Some(code.clone())
    }

    /// A credit code; its doubts are kept.
    pub(super) fn credit_code(&mut self, field: &str) -> Option<CreditCode> {
        let told = self.told.get(field)?;
        let Said::CreditCode(code) = &told.said else {
            return None;
        };
        self.out.doubts.extend(doubted(told.heading, code.doubts()));
        Some(code.clone())
    }

    /// Answers a field that has to be filled in.
    pub(super) fn missing(&mut self, field: &str) {
        self.refuse(field, Slip::Missing);
    }

    /// Answers a field whose value does not fit the others.
    pub(super) fn refuse(&mut self, field: &str, slip: Slip) {
        let heading = match self.told.get(field) {
            Some(told) => told.heading,
            None => self
                .form
                .field(field)
                .map_or(field, |column| &column.heading),
        };
        self.errors.push(slip.at(heading));
    }

    fn finish(self, remarks: Vec<Remark>) -> Examined {
        let fields = self.told.into_iter();
        Examined {
            record: self.errors.is_empty().then_some(self.out),
            errors: self.errors,
            remarks,
            said: fields
                .map(|(field, told)| (field.to_owned(), told.said.text()))
                .collect(),
        }
    }
}

fn doubted(heading: &str, doubts: Vec<Doubt>) -> Vec<FieldDoubt> {
    let path = pointer(heading);
    let at = |doubt| FieldDoubt {
        path: path.clone(),
        doubt,
    };
    doubts.into_iter().map(at).collect()
}
