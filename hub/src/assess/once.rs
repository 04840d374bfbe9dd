//! An event that several sources tell is one event: its clock runs once.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use shuniu_entities::project_event;

use super::facts::counts;
use crate::desk::{Rows, WHOLE};

/// The events of a file that count, each once.
pub(super) struct Once<'a> {
    /// As the source tells them that says most of them, with what the others say besides.
    pub(super) events: Vec<(&'a project_event::Model, Json)>,
    /// The ids of the rows that tell the same, each with that of the row that stands for it.
    same: BTreeMap<String, String>,
}

impl<'a> Once<'a> {
    pub(super) fn of(rows: &'a Rows<project_event::Model>) -> Self {
        let mut rows: Vec<&project_event::Model> =
            rows.iter().filter(|row| counts(&row.standing)).collect();
        // The one that says what it is of stands for those that do not, and the earliest for the rest.
        rows.sort_by_key(|row| (row.occurrence == WHOLE, row.id));
        let mut once = Self {
            events: Vec::with_capacity(rows.len()),
            same: BTreeMap::new(),
        };
        let mut sources: Vec<Vec<&str>> = Vec::with_capacity(rows.len());
        for row in rows {
            let mut told = once.events.iter_mut().zip(&mut sources);
            let known = told.find(|((known, said), sources)| {
                // What one source tells twice took place twice.
                !sources.contains(&row.source.as_str())
                    && (&known.kind, known.occurred_on) == (&row.kind, row.occurred_on)
                    && (row.occurrence == WHOLE || known.occurrence == row.occurrence)
                    && agree(said, &row.attributes)
            });
            match known {
                Some(((known, said), sources)) => {
                    sources.push(&row.source);
                    add(said, &row.attributes);
                    once.same.insert(row.id.to_string(), known.id.to_string());
                }
                None => {
                    once.events.push((row, row.attributes.clone()));
                    sources.push(vec![&row.source]);
                }
            }
        }
        once.events.sort_by_key(|(row, _)| row.id);
        once
    }

    /// What a record is of that names one of the rows.
    pub(super) fn stands_for<'o>(&'o self, occurrence: &'o str) -> &'o str {
        self.same.get(occurrence).map_or(occurrence, String::as_str)
    }
}

/// Whether neither says anything else of what both speak of.
fn agree(one: &Json, other: &Json) -> bool {
    let said = other.as_object().into_iter().flatten();
    let mut both = said.filter_map(|(name, value)| Some((one.get(name)?, value)));
    both.all(|(one, other)| one == other)
}

fn add(one: &mut Json, other: &Json) {
    if let (Some(one), Some(other)) = (one.as_object_mut(), other.as_object()) {
        for (name, value) in other {
            one.entry(name).or_insert_with(|| value.clone());
        }
    }
}
