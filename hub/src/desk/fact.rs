use serde_json::{Value as Json, json};
use shuniu_entities::project_fact;
use uuid::Uuid;

use super::change::{Origin, PERSON};
use super::days::{OF_EVENT, UNTOLD};
use super::take_over::no_longer;
use super::{File, Standing};
use crate::fault::Fault;
use crate::field::{Kind, Slot, alike};
use crate::law::LocalLaw;
use crate::ledger::Draft;

impl File {
    /// The attribute of the project that counts.
    pub(crate) fn fact(&self, name: &str) -> Option<&project_fact::Model> {
        self.facts
            .iter()
            .find(|row| row.subject.is_none() && row.name == name && is(row, Standing::Current))
    }

    /// The value that counts, of whatever field.
    pub(crate) fn counting(&self, slot: &Slot) -> Option<&project_fact::Model> {
        self.facts
            .iter()
            .find(|row| in_slot(row, slot) && is(row, Standing::Current))
    }

    /// What each source says of the field now.
    pub(crate) fn said(&self, slot: &Slot) -> impl Iterator<Item = &project_fact::Model> {
        self.facts
            .iter()
            .filter(|row| in_slot(row, slot) && is_said(row))
    }

    /// Takes over a value from a source. Nothing when the source said so before; otherwise it is
    /// weighed with what the others say, and what it displaces is kept.
    pub(crate) fn put_fact(
        &mut self,
        law: &LocalLaw,
        origin: &Origin,
        slot: &Slot,
        value: Json,
        reason: Option<String>,
    ) -> Option<Draft> {
        let before = self
            .said(slot)
            .find(|row| row.source == origin.source)
            .map(|row| (row.id, row.value.clone()));
        if before.as_ref().is_some_and(|(_, said)| *said == value) {
            return None;
        }
        let of_event = reason.as_deref() == Some(OF_EVENT);
        if before.is_none() && self.was_refused(law, origin, slot, (&value, of_event)) {
            return None;
        }
        let was = self.counting(slot).map(|row| row.value.clone());
        let row = self.blank_fact(origin, slot, value.clone(), reason.clone());
        let id = row.id;
        self.facts.add(row);
        if let Some((old, said)) = before {
            self.end_fact(old, Standing::Superseded, origin);
            // A choice stands while its source says the same, in whatever spelling.
            let kind = Kind::of(law.vocabulary(), slot);
            self.move_choice(slot, old, alike(kind, &said, &value).then_some(id));
        }
        self.weigh(law, slot, origin.recorded_at);
        let row = self.facts.iter().find(|row| row.id == id);
        let standing = row.map(|row| row.standing.clone());
        let body = json!({
            "subject": slot.subject, "name": slot.name, "was": was, "is": value,
            "standing": standing, "source": origin.source, "reason": reason,
        });
        Some(Draft::of_project("project_fact", id, self.id(), body))
    }

    /// Whether a person voided the last that a system said of the field, and it says that again. What
    /// went with its event comes back with another.
    fn was_refused(
        &self,
        law: &LocalLaw,
        origin: &Origin,
        slot: &Slot,
        (value, of_event): (&Json, bool),
    ) -> bool {
        let own = |row: &&project_fact::Model| in_slot(row, slot) && row.source == origin.source;
        let last = self.facts.iter().filter(own).max_by_key(|row| row.id);
        last.is_some_and(|row| {
            origin.source != PERSON
                && is(row, Standing::Voided)
                && row.reason != Some(no_longer(&row.source))
                && !(of_event && row.reason.as_deref() == Some(UNTOLD))
                && alike(Kind::of(law.vocabulary(), slot), &row.value, value)
        })
    }

    /// Keeps what an older record of a source says beside what a newer one of it said before.
    /// Nothing when the source said so at any time.
    pub(crate) fn keep_older(
        &mut self,
        origin: &Origin,
        slot: &Slot,
        value: Json,
    ) -> Option<Draft> {
        let same = |row: &project_fact::Model| {
            in_slot(row, slot) && row.source == origin.source && row.value == value
        };
        if self.facts.iter().any(same) {
            return None;
        }
        let reason = format!("a newer record of {} says otherwise", origin.source);
        let body = json!({
            "subject": slot.subject, "name": slot.name, "kept": value,
            "standing": Standing::Superseded.as_str(), "source": origin.source,
            "reason": reason,
        });
        let row = project_fact::Model {
            standing: Standing::Superseded.as_str().to_owned(),
            ended_at: Some(origin.recorded_at),
            ..self.blank_fact(origin, slot, value, Some(reason))
        };
        let id = row.id;
        self.facts.add(row);
        Some(Draft::of_project("project_fact", id, self.id(), body))
    }

    /// Withdraws a value; the strongest of the others that still stand takes its place. Gives the
    /// field with it.
    pub(crate) fn void_fact(
        &mut self,
        law: &LocalLaw,
        origin: &Origin,
        id: Uuid,
        reason: &str,
    ) -> Result<Draft, Fault> {
        let row = self.facts.change(|row| row.id == id);
        let row = row.ok_or_else(|| Fault::not_found("project_fact", id))?;
        if !is_said(row) {
            return Err(Fault::invalid(
                "id",
                format!("the value was already {}", row.standing),
            ));
        }
        Standing::Voided.as_str().clone_into(&mut row.standing);
        row.ended_at = Some(origin.recorded_at);
        row.reason = Some(reason.to_owned());
        let (slot, value) = (slot_of(row), row.value.clone());
        self.move_choice(&slot, id, None);
        self.weigh(law, &slot, origin.recorded_at);
        let now_is = self.counting(&slot).map(|row| row.value.clone());
        let body = json!({
            "subject": slot.subject, "name": slot.name, "voided": value, "is": now_is,
            "reason": reason,
        });
        Ok(Draft::of_project("project_fact", id, self.id(), body))
    }

    /// A value that does not count yet.
    fn blank_fact(
        &self,
        origin: &Origin,
        slot: &Slot,
        value: Json,
        reason: Option<String>,
    ) -> project_fact::Model {
        project_fact::Model {
            jurisdiction_id: self.key().jurisdiction,
            id: Uuid::now_v7(),
            project_id: self.id(),
            subject: slot.subject.clone(),
            name: slot.name.clone(),
            value,
            source: origin.source.clone(),
            source_record_id: origin.source_record,
            recorded_by: origin.recorded_by.clone(),
            recorded_at: origin.recorded_at,
            standing: Standing::Losing.as_str().to_owned(),
            ended_at: None,
            reason,
        }
    }

    fn end_fact(&mut self, id: Uuid, standing: Standing, origin: &Origin) {
        if let Some(row) = self.facts.change(|row| row.id == id) {
            standing.as_str().clone_into(&mut row.standing);
            row.ended_at = Some(origin.recorded_at);
        }
    }
}

/// Whether the row's value is what its source says now.
pub(super) fn is_said(row: &project_fact::Model) -> bool {
    is(row, Standing::Current) || is(row, Standing::Losing)
}

pub(super) fn is(row: &project_fact::Model, standing: Standing) -> bool {
    row.standing == standing.as_str()
}

pub(super) fn in_slot(row: &project_fact::Model, slot: &Slot) -> bool {
    row.name == slot.name && row.subject == slot.subject
}

/// The place of a value.
pub(crate) fn slot_of(row: &project_fact::Model) -> Slot {
    Slot {
        subject: row.subject.clone(),
        name: row.name.clone(),
    }
}
