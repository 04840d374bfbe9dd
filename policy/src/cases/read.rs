use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use super::{Case, read_claims::claims};
use crate::{
    facts::{Exception, FactError, Facts, Record, Report, Source, Value},
    pack::{Pack, Packs},
    source::{Fields, Node, Problem, Problems, parse},
    values::Period,
    vocabulary::{Definition, Family, read_value},
};

const KEYS: [&str; 12] = [
    "name",
    "pack",
    "complete_through",
    "calendar",
    "settings",
    "today",
    "project",
    "events",
    "documents",
    "reports",
    "exceptions",
    "expect",
];

impl Case {
    /// Reads a scenario strictly.
    ///
    /// # Errors
    ///
    /// Every problem of the file, with its line and the nearest known name.
    pub fn read(file: &str, text: &str, packs: &Packs) -> Result<Self, Vec<Problem>> {
        let problems = Problems::of(file);
        let tree = parse(text, &problems);
        let case = tree.as_ref().and_then(|node| case(node, packs, &problems));
        match case {
            Some(case) if problems.is_empty() => Ok(case),
            _ => Err(problems.into_list()),
        }
    }
}

fn case(node: &Node, packs: &Packs, problems: &Problems) -> Option<Case> {
    let fields = Fields::of(node, "a case", &KEYS, problems)?;
    let name = fields.need_text("name");
    let today = need_day(fields, "today");
    let id = fields.need("pack")?;
    let Some(pack) = packs.get(id.scalar().unwrap_or_default()) else {
        let known = packs.iter().map(|pack| pack.id.as_str());
        problems.unknown(id, "pack", id.scalar().unwrap_or_default(), known);
        return None;
    };
    let mut facts = Facts::new(Arc::clone(pack.vocabulary()));
    if let Some(day) = day(fields, "complete_through") {
        facts.complete_through(day);
    }
    let mut reader = Reader {
        pack,
        facts: &mut facts,
        problems,
    };
    if let Some(node) = fields.get("project") {
        reader.project(node);
    }
    fields
        .list("events")
        .iter()
        .for_each(|n| reader.record(n, Source::Event));
    fields
        .list("documents")
        .iter()
        .for_each(|n| reader.record(n, Source::Document));
    fields.list("reports").iter().for_each(|n| reader.report(n));
    fields
        .list("exceptions")
        .iter()
        .for_each(|n| reader.exception(n));
    let expect = claims(fields.need("expect")?, pack, problems)?;
    let calendars = fields.words("calendar");
    Some(Case {
        name: name?,
        pack: pack.id.clone(),
        calendar: fields.has("calendar").then(|| {
            calendars
                .into_iter()
                .map(|(_, word)| word.to_owned())
                .collect()
        }),
        settings: match fields.get("settings") {
            Some(node) => settings(node, pack, problems)?,
            None => BTreeMap::new(),
        },
        today: today?,
        facts,
        expect,
    })
}

fn settings(node: &Node, pack: &Pack, problems: &Problems) -> Option<BTreeMap<String, i64>> {
    let known: Vec<&str> = pack.settings.keys().map(String::as_str).collect();
    Fields::of(node, "the settings of the pack", &known, problems)?;
    let entries = node.mapping().unwrap_or_default().iter();
    let read = entries.map(|(key, value)| {
        let number = value.plain().and_then(|text| text.parse().ok());
        if number.is_none() {
            problems.at(value, "a setting is a whole number");
        }
        Some((key.scalar()?.to_owned(), number?))
    });
    read.collect()
}

struct Reader<'a> {
    pack: &'a Pack,
    facts: &'a mut Facts,
    problems: &'a Problems,
}

impl Reader<'_> {
    fn definition(&self, family: Family, node: &Node) -> Option<Definition> {
        let name = node.scalar().unwrap_or_default();
        let vocabulary = self.pack.vocabulary();
        let found = vocabulary.get(family, name);
        if found.is_none() {
            self.problems
                .unknown(node, family.as_str(), name, vocabulary.names(family));
        }
        found.cloned()
    }

    /// A value of a fact or attribute that some project can have.
    fn value(&self, node: &Node, of: &Definition) -> Option<Value> {
        let value = read_value(node, of, self.problems)?;
        possible(node, &of.name, &value, self.problems);
        Some(value)
    }

    fn taken(&self, node: &Node, result: Result<(), FactError>) {
        if let Err(error) = result {
            self.problems.at(node, error.to_string());
        }
    }

    fn project(&mut self, node: &Node) {
        let Some(entries) = node.mapping() else {
            self.problems
                .at(node, "`project` must be a map of attributes");
            return;
        };
        for (key, value) in entries {
            let Some(of) = self.definition(Family::Fact, key) else {
                continue;
            };
            if let Some(value) = self.value(value, &of) {
                let result = self.facts.set(&of.name, value);
                self.taken(key, result);
            }
        }
    }

    fn record(&mut self, node: &Node, source: Source) {
        let entries = node.mapping().unwrap_or_default();
        let kind = entries.iter().find(|(key, _)| key.scalar() == Some("kind"));
        let Some((_, kind)) = kind else {
            self.problems.at(node, "`kind` is missing");
            return;
        };
        let Some(of) = self.definition(source.family(), kind) else {
            return;
        };
        let mut keys = vec!["kind", "on", "occurrence"];
        keys.extend(of.attributes.iter().map(|a| a.name.as_str()));
        let what = format!("a {}", of.name);
        let Some(fields) = Fields::of(node, &what, &keys, self.problems) else {
            return;
        };
        let on = match source {
            Source::Event => need_day(fields, "on"),
            Source::Document => day(fields, "on"),
        };
        let mut record = match (source, on) {
            (Source::Event, Some(on)) => Record::event(&of.name, on),
            (Source::Event, None) => return,
            (Source::Document, on) => Record::document(&of.name, on),
        };
        if let Some(occurrence) = fields.text("occurrence") {
            record = record.of_subject(&occurrence);
        }
        for attribute in &of.attributes {
            let value = fields.get(&attribute.name);
            if let Some(value) = value.and_then(|n| self.value(n, attribute)) {
                record = record.with(&attribute.name, value);
            }
        }
        let result = self.facts.record(record);
        self.taken(node, result);
    }

    fn report(&mut self, node: &Node) {
        let keys = ["kind", "period", "on"];
        let Some(fields) = Fields::of(node, "a report", &keys, self.problems) else {
            return;
        };
        let of = fields
            .need("kind")
            .and_then(|n| self.definition(Family::Report, n));
        let period = fields.need("period").and_then(|node| {
            let period = period(node, self.problems)?;
            let begins = Value::Date(period.first_day());
            possible(node, "period", &begins, self.problems);
            Some(period)
        });
        let on = need_day(fields, "on");
        if let (Some(of), Some(period), Some(on)) = (of, period, on) {
            let result = self.facts.report(Report {
                kind: of.name,
                period,
                on,
            });
            self.taken(node, result);
        }
    }

    fn exception(&mut self, node: &Node) {
        let keys = ["provision", "approved_by", "on", "reason"];
        let Some(fields) = Fields::of(node, "an exception", &keys, self.problems) else {
            return;
        };
        let provision = fields.need("provision");
        let provision = provision.and_then(|n| provision_id(n, self.pack, self.problems));
        let (by, reason) = (fields.need_text("approved_by"), fields.need_text("reason"));
        let on = need_day(fields, "on");
        if let (Some(provision), Some(approved_by), Some(on), Some(reason)) =
            (provision, by, on, reason)
        {
            self.facts.except(Exception {
                provision,
                approved_by,
                on,
                reason,
            });
        }
    }
}

/// A day on which something can have happened; absent where none is given.
fn day(fields: Fields<'_>, key: &str) -> Option<NaiveDate> {
    let day = fields.date(key)?;
    possible(fields.get(key)?, key, &Value::Date(day), fields.problems);
    Some(day)
}

fn need_day(fields: Fields<'_>, key: &str) -> Option<NaiveDate> {
    fields.need(key)?;
    day(fields, key)
}

/// Reports what no project can have.
fn possible(node: &Node, name: &str, value: &Value, problems: &Problems) {
    if let Some(why) = value.impossible() {
        problems.at(node, format!("`{name}`: {value} is {why}"));
    }
}

pub(super) fn period(node: &Node, problems: &Problems) -> Option<Period> {
    let read = node.plain().map(str::parse::<Period>);
    match read {
        Some(Ok(period)) => Some(period),
        _ => {
            problems.at(node, "`period` must be like 2025-07, 2025-Q3 or 2026");
            None
        }
    }
}

pub(super) fn provision_id(node: &Node, pack: &Pack, problems: &Problems) -> Option<String> {
    let id = node.scalar().unwrap_or_default();
    if pack.provision(id).is_none() {
        let known = pack.provisions.iter().map(|p| p.id.as_str());
        problems.unknown(node, "provision", id, known);
        return None;
    }
    Some(id.to_owned())
}
