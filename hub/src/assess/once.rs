//! An event that several sources tell is one event: its clock runs once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value as Json;
use shuniu_entities::project_event;

use super::facts::counts;
use super::naming::Naming;
use crate::desk::{Duty, Fates, File, IMPORT, Spelt, WHOLE};
use crate::field::{Slot, plain};

/// An event that counts, as all its sources tell it.
pub(super) struct Told<'a> {
    /// The row that came first, by which its duties are known: they stay when others tell it too.
    pub(super) row: &'a project_event::Model,
    /// The day that counts.
    pub(super) on: NaiveDate,
    /// What it is of, as the one says that says so.
    pub(super) occurrence: &'a str,
    /// What any of them says besides.
    pub(super) attributes: Json,
    /// All rows that tell it.
    pub(super) rows: Vec<&'a project_event::Model>,
    /// The field that holds its day, where what it is of has it once.
    field: Option<Slot>,
}

/// The events of a file that count, each once.
pub(super) struct Once<'a> {
    pub(super) events: Vec<Told<'a>>,
    same: SameEvent,
}

/// Which rows and names speak of one thing.
pub(super) struct SameEvent {
    naming: Naming,
    /// The id of each row with that of the row that stands for its event; of one that was corrected
    /// for that of what took its place.
    rows: BTreeMap<String, String>,
    /// The id of each row that counts no more with that of the row that still tells its event.
    told: BTreeMap<String, String>,
    /// What corrected rows said that their events are of, with what is said now.
    renamed: BTreeMap<String, BTreeSet<String>>,
}

/// By what a duty is known again: the surer the greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// By its event.
    Told,
    /// By its event and what it is of.
    Named,
}

impl<'a> Once<'a> {
    pub(super) fn of(file: &'a File) -> Self {
        let mut rows: Vec<&project_event::Model> = file.events.iter().collect();
        // Those that do not say what they are of are taken for those that do.
        rows.sort_by_key(|row| (row.occurrence == WHOLE, row.id));
        let (counting, others): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| counts(&row.standing));
        let spelt = Spelt::of(file);
        let mut events: Vec<Told<'a>> = Vec::with_capacity(counting.len());
        for row in counting {
            let field = spelt.day_of(row);
            let told = events.iter_mut();
            let mut told = told.filter(|told| told.row.kind == row.kind);
            match told.find(|told| told.is_told_by(row, field.as_ref())) {
                Some(told) => told.tell(row),
                None => events.push(Told::by(row, field)),
            }
        }
        for told in &mut events {
            told.on = told.day(file);
        }
        events.sort_by_key(|told| told.row.id);
        let mut same = SameEvent::of(file);
        for told in &events {
            for row in &told.rows {
                same.put(row, told);
            }
        }
        // What was corrected or withdrawn was of the event that its successor or another tells.
        let fates = Fates::of(file);
        for row in others {
            let latest = fates.latest(row.id);
            let field = spelt.day_of(row);
            let told = events.iter();
            let mut told = told.filter(|told| told.row.kind == row.kind);
            let still = told.find(|told| told.is_told_by(row, field.as_ref()));
            let successor = events
                .iter()
                .find(|told| told.rows.iter().any(|one| one.id == latest));
            if let Some(told) = successor.or(still) {
                same.put(row, told);
            }
            if let Some(told) = still {
                same.told
                    .insert(row.id.to_string(), told.row.id.to_string());
            }
        }
        // A paper that starts a clock is known by its row as well.
        for (row, latest) in fates.corrected() {
            let stands = || latest.to_string();
            same.rows.entry(row.to_string()).or_insert_with(stands);
        }
        Self { events, same }
    }

    /// What a record is of that names it so, or by one of the rows of its event.
    pub(super) fn stands_for<'o>(&'o self, occurrence: &'o str) -> &'o str {
        self.same.stands_for(occurrence)
    }

    pub(super) fn into_same(self) -> SameEvent {
        self.same
    }
}

impl SameEvent {
    fn of(file: &File) -> Self {
        Self {
            naming: Naming::of(file),
            rows: BTreeMap::new(),
            told: BTreeMap::new(),
            renamed: BTreeMap::new(),
        }
    }

    fn put(&mut self, row: &project_event::Model, told: &Told<'_>) {
        self.rows
            .insert(row.id.to_string(), told.row.id.to_string());
        let (was, is) = (plain(&row.occurrence), plain(told.occurrence));
        if was != is && row.occurrence != WHOLE {
            self.renamed.entry(was).or_default().insert(is);
        }
    }

    fn stands_for<'o>(&'o self, occurrence: &'o str) -> &'o str {
        let row = self.rows.get(occurrence).map(String::as_str);
        row.unwrap_or_else(|| self.naming.spelt(occurrence))
    }

    /// How surely a duty is the one that was known by another row of its event, or by what its event
    /// was said to be of before.
    pub(super) fn is_duty(&self, known: &Duty, now: &Duty) -> Option<Likeness> {
        if (&known.provision, &known.period) != (&now.provision, &now.period) {
            return None;
        }
        let of_row = self.rows.contains_key(&known.occurrence);
        let same_row = self.stands_for(&known.occurrence) == self.stands_for(&now.occurrence)
            || self.told.get(&known.occurrence) == Some(&now.occurrence);
        let same_name = plain(&known.subject) == plain(&now.subject);
        match (same_row, same_name) {
            (true, true) => Some(Likeness::Named),
            (true, false) if of_row || self.is_renamed(&known.subject, &now.subject) => {
                Some(Likeness::Told)
            }
            _ => None,
        }
    }

    fn is_renamed(&self, known: &str, now: &str) -> bool {
        let renamed = self.renamed.get(&plain(known));
        renamed.is_some_and(|names| names.contains(&plain(now)))
    }
}

impl<'a> Told<'a> {
    fn by(row: &'a project_event::Model, field: Option<Slot>) -> Self {
        Self {
            row,
            on: row.occurred_on,
            occurrence: &row.occurrence,
            attributes: row.attributes.clone(),
            rows: vec![row],
            field,
        }
    }

    /// Whether what it is of has it once.
    pub(super) fn is_once(&self) -> bool {
        self.field.is_some()
    }

    /// Whether a row of its kind tells it; `field` holds the day of the row's event, where what that
    /// is of has it once.
    fn is_told_by(&self, row: &project_event::Model, field: Option<&Slot>) -> bool {
        if field.is_some() {
            return self.field.as_ref() == field;
        }
        let mut rows = self.rows.iter();
        let one_day = rows.any(|one| one.occurred_on == row.occurred_on);
        let mut rows = self.rows.iter();
        let one_thing = if row.occurrence == WHOLE {
            // What one source tells twice and does not name took place twice; of ledgers there are
            // several, and each says it once.
            let source = nameless(row);
            source.is_none() || !rows.any(|one| nameless(one) == source)
        } else {
            plain(self.occurrence) == plain(&row.occurrence)
        };
        one_day && one_thing && agree(&self.attributes, &row.attributes)
    }

    fn tell(&mut self, row: &'a project_event::Model) {
        self.rows.push(row);
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

    /// The day that counts where its sources tell several: that of the field which holds it, else
    /// of whoever told it last.
    fn day(&self, file: &File) -> NaiveDate {
        let Some(field) = &self.field else {
            return self.row.occurred_on;
        };
        let value = file.counting(field).and_then(|row| row.value.as_str());
        let named = self.rows.iter().filter(|row| row.occurrence != WHOLE);
        let last = named.max_by_key(|row| (row.recorded_at, row.id));
        let told = last.map_or(self.row.occurred_on, |row| row.occurred_on);
        value.and_then(|day| day.parse().ok()).unwrap_or(told)
    }
}

/// The source of a row that does not say what it is of; nothing of a ledger.
fn nameless(row: &project_event::Model) -> Option<&str> {
    (row.occurrence == WHOLE && row.source != IMPORT).then_some(row.source.as_str())
}

/// Whether neither says anything else of what both speak of.
fn agree(one: &Json, other: &Json) -> bool {
    let said = other.as_object().into_iter().flatten();
    let mut both = said.filter_map(|(name, value)| Some((one.get(name)?, value)));
    both.all(|(one, other)| one == other)
}
