//! An event that several sources tell is one event: its clock runs once.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use shuniu_entities::project_event;
use uuid::Uuid;

use super::facts::counts;
use crate::desk::{Rows, WHOLE};

/// An event that counts, as all its sources tell it.
pub(super) struct Told<'a> {
    /// The row that came first, by which its duties are known: they stay when others tell it too.
    pub(super) row: &'a project_event::Model,
    /// What it is of, as the one says that says so.
    pub(super) occurrence: &'a str,
    /// What any of them says besides.
    pub(super) attributes: Json,
    /// All rows that tell it.
    rows: Vec<Uuid>,
    /// Which sources tell it without saying what it is of.
    nameless: Vec<&'a str>,
}

/// The events of a file that count, each once.
pub(super) struct Once<'a> {
    pub(super) events: Vec<Told<'a>>,
    /// The ids of the rows that tell the same, each with that of the row that stands for it.
    same: BTreeMap<String, String>,
}

impl<'a> Once<'a> {
    pub(super) fn of(rows: &'a Rows<project_event::Model>) -> Self {
        let counting = rows.iter().filter(|row| counts(&row.standing));
        let mut rows: Vec<&project_event::Model> = counting.collect();
        // Those that do not say what they are of are taken for those that do.
        rows.sort_by_key(|row| (row.occurrence == WHOLE, row.id));
        let mut events: Vec<Told<'a>> = Vec::with_capacity(rows.len());
        for row in rows {
            match events.iter_mut().find(|told| told.is_told_by(row)) {
                Some(told) => told.tell(row),
                None => events.push(Told::by(row)),
            }
        }
        events.sort_by_key(|told| told.row.id);
        let same = events.iter().flat_map(|told| {
            let stands = told.row.id.to_string();
            let rows = told.rows.iter();
            rows.map(move |id| (id.to_string(), stands.clone()))
        });
        Self {
            same: same.collect(),
            events,
        }
    }

    /// What a record is of that names one of the rows.
    pub(super) fn stands_for<'o>(&'o self, occurrence: &'o str) -> &'o str {
        self.same.get(occurrence).map_or(occurrence, String::as_str)
    }
}

impl<'a> Told<'a> {
    fn by(row: &'a project_event::Model) -> Self {
        Self {
            row,
            occurrence: &row.occurrence,
            attributes: row.attributes.clone(),
            rows: vec![row.id],
            nameless: nameless(row).into_iter().collect(),
        }
    }

    fn is_told_by(&self, row: &project_event::Model) -> bool {
        let nameless = nameless(row);
        let known = self.row;
        // What one source tells twice and does not name took place twice.
        nameless.is_none_or(|source| !self.nameless.contains(&source))
            && (&known.kind, known.occurred_on) == (&row.kind, row.occurred_on)
            && (nameless.is_some() || self.occurrence == row.occurrence)
            && agree(&self.attributes, &row.attributes)
    }

    fn tell(&mut self, row: &'a project_event::Model) {
        self.nameless.extend(nameless(row));
        self.rows.push(row.id);
        if row.id < self.row.id {
            self.row = row;
        }
        let (own, others) = (self.attributes.as_object_mut(), row.attributes.as_object());
        if let (Some(own), Some(others)) = (own, others) {
            for (name, value) in others {
                own.entry(name).or_insert_with(|| value.clone());
            }
        }
    }
}

/// The source of a row that does not say what it is of.
fn nameless(row: &project_event::Model) -> Option<&str> {
    (row.occurrence == WHOLE).then_some(row.source.as_str())
}

/// Whether neither says anything else of what both speak of.
fn agree(one: &Json, other: &Json) -> bool {
    let said = other.as_object().into_iter().flatten();
    let mut both = said.filter_map(|(name, value)| Some((one.get(name)?, value)));
    both.all(|(one, other)| one == other)
}
