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
use crate::field::{self, Slot, SubjectKind};
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// Why a value was given that somebody told with its event.
const OF_EVENT: &str = "told with its event";
/// Why it was taken back.
const UNTOLD: &str = "its event is told no more";

impl File {
    /// Gives contracts and procurements the days of their events as each source tells them, and
    /// takes back those whose event nobody tells any more. What a source said of the field itself
    /// since stands.
    pub(crate) fn tell_days(
        &mut self,
        law: &LocalLaw,
        now: DateTime<Utc>,
    ) -> Result<Vec<Draft>, Fault> {
        let told = self.told_days();
        let mut drafts = Vec::new();
        for ((slot, source), row) in &told {
            let known = self.said(slot).find(|fact| fact.source == *source);
            let day = json!(row.occurred_on);
            let stands = known.is_some_and(|fact| {
                fact.value == day || (!is_of_event(fact) && fact.recorded_at >= row.recorded_at)
            });
            if stands || self.is_withdrawn(slot, source, &day) {
                continue;
            }
            let origin = Origin {
                source: source.clone(),
                source_record: row.source_record_id,
                recorded_by: row.recorded_by.clone(),
                recorded_at: row.recorded_at,
            };
            if source == PERSON {
                // It is a newer word of a person than what one chose before.
                self.unchoose(slot, row.recorded_at);
            }
            drafts.extend(self.put_fact(law, &origin, slot, day, Some(OF_EVENT.to_owned())));
        }
        let untold = self.facts.iter().filter(|fact| {
            let told_by = (slot_of(fact), fact.source.clone());
            is_said(fact)
                && (is_of_event(fact) || self.is_event_voided(fact))
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

    /// Whether the value itself was withdrawn, while its event stands.
    fn is_withdrawn(&self, slot: &Slot, source: &str, day: &Json) -> bool {
        let own = |fact: &&project_fact::Model| in_slot(fact, slot) && fact.source == source;
        let last = self.facts.iter().filter(own).max_by_key(|fact| fact.id);
        last.is_some_and(|fact| {
            let by_itself =
                fact.reason.as_deref() != Some(UNTOLD) && fact.reason != Some(no_longer(source));
            is(fact, Standing::Voided) && by_itself && fact.value == *day
        })
    }

    /// Whether people withdrew the event that the source of the value told with it.
    fn is_event_voided(&self, fact: &project_fact::Model) -> bool {
        let slot = slot_of(fact);
        let own = self.events.iter().filter(|row| {
            row.source == fact.source
                && row.standing == Standing::Voided.as_str()
                && row.reason != Some(no_longer(&row.source))
                && row.reason.as_deref() != Some(WENT_ALONG)
        });
        let mut of_day = own.filter(|row| fact.value == json!(row.occurred_on));
        of_day.any(|row| field::day_of(&row.kind, &row.occurrence).as_ref() == Some(&slot))
    }

    /// What each source tells last of the events that contracts and procurements on file have once.
    fn told_days(&self) -> BTreeMap<(Slot, String), project_event::Model> {
        let mut told: BTreeMap<(Slot, String), project_event::Model> = BTreeMap::new();
        let current = Standing::Current.as_str();
        let events = self.events.iter();
        for row in events.filter(|row| row.standing == current && row.occurrence != WHOLE) {
            let slot = field::day_of(&row.kind, &row.occurrence);
            let Some(slot) = slot.filter(|slot| self.has(slot)) else {
                continue;
            };
            let of_source = told.entry((slot, row.source.clone()));
            let last = of_source.or_insert_with(|| row.clone());
            if (last.recorded_at, last.id) < (row.recorded_at, row.id) {
                *last = row.clone();
            }
        }
        told
    }

    /// Whether the file has the contract or procurement of the field.
    fn has(&self, slot: &Slot) -> bool {
        let subject = slot.subject.as_deref();
        let is = |named: String| subject == Some(named.as_str());
        match slot.kind() {
            Some(SubjectKind::Contract) => {
                let mut contracts = self.contracts.iter();
                contracts.any(|row| is(Slot::contract(&row.number)))
            }
            Some(SubjectKind::Tender) => {
                let mut tenders = self.tenders.iter();
                tenders.any(|row| is(Slot::tender(&row.code)))
            }
            Some(SubjectKind::Asset) | None => false,
        }
    }
}

fn is_of_event(fact: &project_fact::Model) -> bool {
    fact.reason.as_deref() == Some(OF_EVENT)
}
