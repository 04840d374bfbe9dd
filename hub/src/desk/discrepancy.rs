use chrono::{DateTime, Utc};
use serde::Deserialize as _;
use serde_json::{Value as Json, json};
use shuniu_entities::{discrepancy, project_fact};
use uuid::Uuid;

use super::fact::is;
use super::{File, Standing};
use crate::field::{Kind, Slot, alike};
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// How a disagreement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dispute {
    /// It waits for a person.
    Open,
    /// A person settled it, and no source has said anything new since.
    Settled,
    /// The sources agree again.
    Gone,
}

impl Dispute {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Settled, Self::Gone];

    /// As stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Settled => "settled",
            Self::Gone => "gone",
        }
    }
}

impl File {
    /// Opens and closes disagreements as the values now stand, so that the two can never tell
    /// different things. The same disagreement is one row, however often it is reported.
    pub(crate) fn compare(&mut self, law: &LocalLaw, at: DateTime<Utc>) -> Vec<Draft> {
        let slots = self.disputable();
        let compared = slots
            .iter()
            .filter_map(|slot| self.compare_one(law, slot, at));
        compared.collect()
    }

    /// The disagreement about a field, if there ever was one.
    pub(crate) fn dispute(&self, slot: &Slot) -> Option<&discrepancy::Model> {
        self.discrepancies
            .iter()
            .find(|row| row.name == slot.name && row.subject == slot.subject_key())
    }

    fn compare_one(&mut self, law: &LocalLaw, slot: &Slot, at: DateTime<Utc>) -> Option<Draft> {
        let kind = Kind::of(law.vocabulary(), slot);
        let said = self.testimony(law, slot);
        let counts = said.first().filter(|row| is(row, Standing::Current));
        let differs = counts.is_some_and(|counts| {
            said.iter()
                .any(|row| !alike(kind, &counts.value, &row.value))
        });
        let known = self.dispute(slot).cloned();
        let mut next = match (&known, differs) {
            (None, false) => return None,
            (Some(known), false) if known.state == Dispute::Gone.as_str() => return None,
            (None, true) => self.undisputed(slot, at),
            (Some(known), _) => known.clone(),
        };
        let state = if !differs {
            Dispute::Gone
        } else if next.state == Dispute::Settled.as_str() && !self.says_news(kind, &next, &said) {
            Dispute::Settled
        } else {
            Dispute::Open
        };
        next.counts_id = counts.map(|row| row.id);
        let chosen = next
            .choice_id
            .is_some_and(|id| said.iter().any(|row| row.id == id));
        next.choice_id = next.choice_id.filter(|_| chosen);
        if differs {
            let order = law.precedence().version();
            next.precedence = next.choice_id.is_none().then(|| order.to_owned());
            next.facts = ids(&said);
        }
        if state == Dispute::Open && next.state != state.as_str() {
            next.opened_at = at;
            (next.way, next.settled_by, next.settled_at, next.reason) = (None, None, None, None);
        }
        state.as_str().clone_into(&mut next.state);
        if known.as_ref() == Some(&next) {
            return None;
        }
        let body = json!({
            "state": next.state, "subject": slot.subject, "field": slot.name,
            "values": values(&said), "precedence": next.precedence,
        });
        let draft = Draft::of_project("discrepancy", next.id, self.id(), body);
        next.changed_at = at;
        next.version += 1;
        self.put_dispute(next);
        Some(draft)
    }

    /// Whether somebody says something that was not there when it was settled.
    fn says_news(
        &self,
        kind: Kind,
        settled: &discrepancy::Model,
        said: &[&project_fact::Model],
    ) -> bool {
        let then = facts_of(settled);
        let then: Vec<_> = self
            .facts
            .iter()
            .filter(|row| then.contains(&row.id))
            .collect();
        said.iter().any(|now| {
            let same = |row: &&&project_fact::Model| alike(kind, &row.value, &now.value);
            let mut own = then.iter().filter(|row| {
                (&row.source, &row.subject, &row.name) == (&now.source, &now.subject, &now.name)
            });
            match own.next() {
                Some(row) => !same(&row),
                None => !then.iter().any(|row| same(&row)),
            }
        })
    }

    /// Puts the row of a disagreement on the desk.
    pub(crate) fn put_dispute(&mut self, row: discrepancy::Model) {
        match self.discrepancies.change(|known| known.id == row.id) {
            Some(known) => *known = row,
            None => self.discrepancies.add(row),
        }
    }

    fn undisputed(&self, slot: &Slot, at: DateTime<Utc>) -> discrepancy::Model {
        discrepancy::Model {
            jurisdiction_id: self.key().jurisdiction,
            id: Uuid::now_v7(),
            project_id: self.id(),
            subject: slot.subject_key().to_owned(),
            name: slot.name.clone(),
            state: Dispute::Open.as_str().to_owned(),
            facts: json!([]),
            counts_id: None,
            precedence: None,
            choice_id: None,
            opened_at: at,
            changed_at: at,
            way: None,
            settled_by: None,
            settled_at: None,
            reason: None,
            version: 0,
        }
    }
}

/// The ids of the values that differ.
pub(crate) fn facts_of(row: &discrepancy::Model) -> Vec<Uuid> {
    Vec::deserialize(&row.facts).unwrap_or_default()
}

pub(crate) fn ids(said: &[&project_fact::Model]) -> Json {
    said.iter().map(|row| json!(row.id)).collect()
}

/// The values as the ledger tells them.
pub(crate) fn values(said: &[&project_fact::Model]) -> Json {
    said.iter()
        .map(|row| json!({"source": row.source, "value": row.value, "standing": row.standing}))
        .collect()
}
