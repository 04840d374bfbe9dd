//! An event that several sources tell is one event: its clock runs once.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value as Json;
use shuniu_entities::project_event;
use uuid::Uuid;

use super::facts::counts;
use crate::desk::{Duty, Fates, File, IMPORT, PERSON, WHOLE};
use crate::field::{self, Slot};
use crate::law::LocalLaw;

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

/// Which rows speak of one event: the id of each with that of the row that stands for it.
pub(super) struct SameEvent(BTreeMap<String, String>);

impl<'a> Once<'a> {
    pub(super) fn of(law: &LocalLaw, file: &'a File) -> Self {
        let mut rows: Vec<&project_event::Model> = file.events.iter().collect();
        // Those that do not say what they are of are taken for those that do.
        rows.sort_by_key(|row| (row.occurrence == WHOLE, row.id));
        let (counting, others): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| counts(&row.standing));
        let mut events: Vec<Told<'a>> = Vec::with_capacity(counting.len());
        for row in counting {
            match events.iter_mut().find(|told| told.is_told_by(row)) {
                Some(told) => told.tell(row),
                None => events.push(Told::by(row)),
            }
        }
        for told in &mut events {
            told.on = told.day(law, file);
        }
        events.sort_by_key(|told| told.row.id);
        let mut same = SameEvent(BTreeMap::new());
        for told in &events {
            for row in &told.rows {
                same.put(row.id, told.row.id);
            }
        }
        // What was corrected or withdrawn was of the event that its successor or another tells.
        let fates = Fates::of(file);
        for row in others {
            let latest = fates.latest(row.id);
            let told = events.iter().find(|told| {
                let by_latest = told.rows.iter().any(|row| row.id == latest);
                by_latest || (latest == row.id && told.is_told_by(row))
            });
            if let Some(told) = told {
                same.put(row.id, told.row.id);
            }
        }
        Self { events, same }
    }

    /// What a record is of that names one of the rows.
    pub(super) fn stands_for<'o>(&'o self, occurrence: &'o str) -> &'o str {
        self.same.stands_for(occurrence)
    }

    pub(super) fn into_same(self) -> SameEvent {
        self.same
    }
}

impl SameEvent {
    fn put(&mut self, row: Uuid, stands: Uuid) {
        self.0.insert(row.to_string(), stands.to_string());
    }

    fn stands_for<'o>(&'o self, occurrence: &'o str) -> &'o str {
        self.0.get(occurrence).map_or(occurrence, String::as_str)
    }

    /// Whether a duty is the one that was known by another row of its event, or before anybody said
    /// what its event is of.
    pub(super) fn is_duty(&self, known: &Duty, row: &Duty) -> bool {
        let told = |one: &str, other: &str| one == other || one == WHOLE || other == WHOLE;
        (&known.provision, &known.period) == (&row.provision, &row.period)
            && self.stands_for(&known.occurrence) == self.stands_for(&row.occurrence)
            && told(&known.subject, &row.subject)
    }
}

impl<'a> Told<'a> {
    fn by(row: &'a project_event::Model) -> Self {
        let named = row.occurrence != WHOLE;
        Self {
            row,
            on: row.occurred_on,
            occurrence: &row.occurrence,
            attributes: row.attributes.clone(),
            rows: vec![row],
            field: named
                .then(|| field::day_of(&row.kind, &row.occurrence))
                .flatten(),
        }
    }

    fn is_told_by(&self, row: &project_event::Model) -> bool {
        if row.kind != self.row.kind {
            return false;
        }
        let one_day = || {
            self.rows
                .iter()
                .any(|one| one.occurred_on == row.occurred_on)
        };
        if row.occurrence == WHOLE {
            // What one source tells twice and does not name took place twice; of ledgers there are
            // several, and each says it once.
            let source = nameless(row);
            let mut rows = self.rows.iter();
            let again = source.is_some() && rows.any(|one| nameless(one) == source);
            return !again && one_day() && agree(&self.attributes, &row.attributes);
        }
        match &self.field {
            Some(field) => field::day_of(&row.kind, &row.occurrence).as_ref() == Some(field),
            None => {
                self.occurrence == row.occurrence
                    && one_day()
                    && agree(&self.attributes, &row.attributes)
            }
        }
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

    /// The day that counts where its sources tell several: the one that a person chose for the
    /// field, unless a person told the event since; else that of the strongest source.
    fn day(&self, law: &LocalLaw, file: &File) -> NaiveDate {
        let Some(slot) = &self.field else {
            return self.row.occurred_on;
        };
        let named = self.rows.iter().filter(|row| row.occurrence != WHOLE);
        let strongest = named.min_by_key(|row| {
            let rank = law.precedence().rank(slot, &row.source);
            (rank, Reverse((row.recorded_at, row.id)))
        });
        let strongest = strongest.unwrap_or(&self.row);
        let chosen = chosen(file, slot).filter(|(_, settled_at)| {
            strongest.source != PERSON || strongest.recorded_at <= *settled_at
        });
        chosen.map_or(strongest.occurred_on, |(day, _)| day)
    }
}

/// The day that a person chose where sources disagree, and when.
fn chosen(file: &File, slot: &Slot) -> Option<(NaiveDate, DateTime<Utc>)> {
    let dispute = file.dispute(slot)?;
    let value = file
        .counting(slot)
        .filter(|row| dispute.choice_id == Some(row.id))?;
    let day = value.value.as_str()?.parse().ok()?;
    // What is disputed again was chosen before.
    Some((day, dispute.settled_at.unwrap_or(dispute.opened_at)))
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
