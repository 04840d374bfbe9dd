//! The day of an event that its contract or procurement has once is a value of that: whoever tells
//! the event tells the value.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};
use shuniu_entities::{project_event, project_fact};
use uuid::Uuid;

use super::change::{Origin, PERSON, WHOLE};
use super::fact::{in_slot, is, is_said, slot_of};
use super::take_over::{WENT_ALONG, no_longer};
use super::{File, Standing};
use crate::fault::Fault;
use crate::field::{self, Slot, SubjectKind, plain};
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// Why a value was given that somebody told with its event.
pub(super) const OF_EVENT: &str = "told with its event";
/// Why it was taken back.
pub(super) const UNTOLD: &str = "its event is told no more";

/// The contracts and procurements of a file, however those who speak of them spell them.
pub(crate) struct Spelt(BTreeMap<(&'static str, String), String>);

impl Spelt {
    pub(crate) fn of(file: &File) -> Self {
        let contracts = file.contracts.iter().map(|row| {
            let key = (SubjectKind::Contract.as_str(), plain(&row.number));
            (key, Slot::contract(&row.number))
        });
        let tenders = file.tenders.iter().map(|row| {
            let key = (SubjectKind::Tender.as_str(), plain(&row.code));
            (key, Slot::tender(&row.code))
        });
        Self(contracts.chain(tenders).collect())
    }

    /// The field that holds the day of an event, whether what it is of is on file or not; nothing
    /// for an event that does not say what it is of, or that may happen again.
    pub(crate) fn day_of(&self, event: &project_event::Model) -> Option<Slot> {
        let (kind, name) = field::day_of(&event.kind).filter(|_| event.occurrence != WHOLE)?;
        let key = (kind.as_str(), plain(&event.occurrence));
        let unknown = || format!("{}:{}", key.0, key.1);
        let subject = self.0.get(&key).cloned().unwrap_or_else(unknown);
        Some(Slot::of(&subject, name))
    }
}

impl File {
    /// Gives contracts and procurements the days of their events as each source tells them, and
    /// takes back those whose event nobody tells any more. What a source said of the field itself
    /// since stands.
    pub(crate) fn tell_days(
        &mut self,
        law: &LocalLaw,
        now: DateTime<Utc>,
    ) -> Result<Vec<Draft>, Fault> {
        let spelt = Spelt::of(self);
        let told = self.told_days(&spelt);
        let mut drafts = Vec::new();
        for ((slot, source), (row, since)) in &told {
            let known = self.said(slot).find(|fact| fact.source == *source);
            let day = json!(row.occurred_on);
            let stands = known.is_some_and(|fact| {
                fact.value == day || (!is_of_event(fact) && fact.recorded_at >= *since)
            });
            if stands || self.is_withdrawn(slot, source, &day) {
                continue;
            }
            let origin = Origin {
                source: source.clone(),
                source_record: row.source_record_id,
                recorded_by: row.recorded_by.clone(),
                recorded_at: now,
            };
            drafts.extend(self.put_fact(law, &origin, slot, day, Some(OF_EVENT.to_owned())));
        }
        let untold = self.facts.iter().filter(|fact| {
            let told_by = (slot_of(fact), fact.source.clone());
            is_said(fact)
                && (is_of_event(fact) || self.is_event_voided(&spelt, fact))
                && !told.contains_key(&told_by)
        });
        let untold: Vec<(Uuid, Origin)> = untold
            .map(|fact| {
                let origin = Origin {
                    source: fact.source.clone(),
                    source_record: fact.source_record_id,
                    recorded_by: fact.recorded_by.clone(),
                    recorded_at: now,
                };
                (fact.id, origin)
            })
            .collect();
        for (id, origin) in untold {
            drafts.push(self.void_fact(law, &origin, id, UNTOLD)?);
        }
        if !drafts.is_empty() {
            self.project.change();
            self.resolve();
        }
        Ok(drafts)
    }

    /// What each source tells last of the events that contracts and procurements on file have once,
    /// and since when it tells that day.
    fn told_days(
        &self,
        spelt: &Spelt,
    ) -> BTreeMap<(Slot, String), (project_event::Model, DateTime<Utc>)> {
        let mut told: BTreeMap<(Slot, String), &project_event::Model> = BTreeMap::new();
        let current = Standing::Current.as_str();
        for row in self.events.iter().filter(|row| row.standing == current) {
            let slot = spelt
                .day_of(row)
                .filter(|slot| self.is_spoken_of_itself(slot));
            let Some(slot) = slot else { continue };
            let last = told.entry((slot, row.source.clone())).or_insert(row);
            if (last.recorded_at, last.id) < (row.recorded_at, row.id) {
                *last = row;
            }
        }
        let told = told.into_iter();
        told.map(|(of, row)| (of, (row.clone(), self.told_since(row))))
            .collect()
    }

    /// Since when a source tells the day: a correction of anything else tells it no later.
    fn told_since(&self, row: &project_event::Model) -> DateTime<Utc> {
        let earlier = |row: &&project_event::Model| {
            let corrected = row.corrects_id?;
            let was = self.events.iter().find(|was| was.id == corrected)?;
            let same = (&was.source, was.occurred_on) == (&row.source, row.occurred_on);
            same.then_some(was)
        };
        let rows = std::iter::successors(Some(row), earlier);
        rows.map(|row| row.recorded_at)
            .min()
            .unwrap_or(row.recorded_at)
    }

    /// Whether something else is said of what the field is of than the days of its events: these
    /// alone keep no contract on file that its system took elsewhere.
    fn is_spoken_of_itself(&self, slot: &Slot) -> bool {
        let mut facts = self.facts.iter();
        facts.any(|fact| is_said(fact) && fact.subject == slot.subject && !is_of_event(fact))
    }

    /// Whether the value itself was withdrawn, while its event stands.
    fn is_withdrawn(&self, slot: &Slot, source: &str, day: &Json) -> bool {
        let own = self
            .facts
            .iter()
            .filter(|fact| in_slot(fact, slot) && fact.source == source && fact.value == *day);
        let last = own.max_by_key(|fact| fact.id);
        last.is_some_and(|fact| {
            let with_its_event = [UNTOLD, WENT_ALONG, &no_longer(source)]
                .iter()
                .any(|reason| fact.reason.as_deref() == Some(reason));
            is(fact, Standing::Voided) && !with_its_event
        })
    }

    /// Whether people withdrew the event that a system or ledger told with the value.
    fn is_event_voided(&self, spelt: &Spelt, fact: &project_fact::Model) -> bool {
        if fact.source == PERSON || fact.subject.is_none() {
            return false;
        }
        let slot = slot_of(fact);
        let mut events = self.events.iter().filter(|row| {
            row.source == fact.source
                && row.standing == Standing::Voided.as_str()
                && row.reason != Some(no_longer(&row.source))
                && row.reason.as_deref() != Some(WENT_ALONG)
                && fact.value == json!(row.occurred_on)
        });
        events.any(|row| spelt.day_of(row).as_ref() == Some(&slot))
    }
}

/// Whether the value was told with an event.
pub(super) fn is_of_event(fact: &project_fact::Model) -> bool {
    fact.reason.as_deref() == Some(OF_EVENT)
}
