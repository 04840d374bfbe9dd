use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};
use shuniu_connectors::contract::CanonicalRecord;
use uuid::Uuid;

use super::noted::Noted;
use crate::desk::{File, Origin, Party, Telling, Times};
use crate::fault::Fault;
use crate::field::Slot;
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// A change as the ledger tells it within a merge.
pub(super) fn told(draft: Draft) -> Json {
    json!({"entity": draft.entity, "id": draft.entity_id, "change": draft.body})
}

/// One record on its way into one file.
pub(super) struct Merge<'a> {
    pub(super) file: &'a mut File,
    pub(super) law: &'a LocalLaw,
    pub(super) origin: &'a Origin,
    pub(super) telling: Telling<'a>,
    /// When this record, and those behind what its system said before, were changed.
    pub(super) times: &'a Times,
    /// Whether each event and paper is a record of its own.
    pub(super) listed: bool,
    /// Whether whoever hands it in may say first since when a project is followed, whatever that
    /// relieves it of.
    pub(super) may_relieve: bool,
    /// Whether it is said again because another record took back what it said.
    pub(super) again: bool,
    pub(super) changes: Vec<Json>,
    pub(super) noted: Vec<Noted>,
}

impl Merge<'_> {
    pub(super) fn all(
        &mut self,
        record: &CanonicalRecord,
        supplier: Option<(Uuid, Party)>,
    ) -> Result<(), Fault> {
        for fact in &record.facts {
            let draft = self.put(&Slot::of_project(&fact.name), fact.value.clone());
            self.note(draft);
        }
        self.vouched(record.tracked_since);
        self.dated(record)?;
        let payee = supplier.as_ref().map(|(id, _)| *id);
        if let Some(tender) = &record.tender {
            self.tender(tender);
        }
        if let Some(award) = &record.award {
            self.award(award, supplier.clone());
        }
        if let Some(contract) = &record.contract {
            self.contract(contract, supplier);
        }
        if let Some(review) = &record.review {
            self.review(review);
        }
        if let Some(allocation) = &record.allocation {
            self.allocation(allocation)?;
        }
        if let Some(entry) = &record.catalog {
            self.catalog(entry)?;
        }
        if let Some(asset) = &record.asset {
            self.asset(asset);
        }
        if let Some(payment) = &record.payment {
            self.payment(payment, payee)?;
        }
        if let Some(quota) = &record.quota {
            self.quota(quota)?;
        }
        if let Some(owned) = &record.owned {
            self.owned(owned);
        }
        self.file.resolve();
        if !self.changes.is_empty() {
            self.file.project.change();
        }
        Ok(())
    }

    /// Takes over since when the file leaves nothing out, where somebody vouches for it. A later
    /// day than the one that stands would relieve the project of duties, which no record does.
    fn vouched(&mut self, since: Option<NaiveDate>) {
        let was = self.file.project.get().tracked_since;
        let Some(since) = since.filter(|since| Some(*since) != was) else {
            return;
        };
        let may = was.is_none() && self.may_relieve;
        let change = if may || !self.file.is_relieved_by(since) {
            self.file.project.change().tracked_since = Some(since);
            json!({"tracked_since": {"was": was, "is": since}})
        } else {
            self.noted.push(Noted::FollowedEarlier {
                stands: was,
                told: since,
            });
            json!({"tracked_since": {"stands": was, "not_taken": since}})
        };
        self.tell("project", Some(self.file.id()), &change);
    }

    /// Jurisdiction and project.
    pub(super) fn owner(&self) -> (Uuid, Uuid) {
        (self.file.key().jurisdiction, self.file.id())
    }

    /// Has a change of the file told in the ledger.
    pub(super) fn tell(&mut self, entity: &str, id: Option<Uuid>, change: &Json) {
        self.changes
            .push(json!({"entity": entity, "id": id, "change": change}));
    }

    pub(super) fn note(&mut self, draft: Option<Draft>) {
        self.changes.extend(draft.map(told));
    }

    /// Takes over a value, unless a newer record of the same source gave the one that it has now.
    fn put(&mut self, slot: &Slot, value: Json) -> Option<Draft> {
        if self.is_older(slot) {
            return self.file.keep_older(self.origin, slot, value);
        }
        self.file.put_fact(self.law, self.origin, slot, value, None)
    }

    fn is_older(&self, slot: &Slot) -> bool {
        let mut said = self.file.said(slot);
        let own = said.find(|row| row.source == self.origin.source);
        let behind = own.and_then(|row| row.source_record_id);
        self.times.is_older(self.origin.source_record, behind)
    }

    /// Takes over what the record says of something that the project has, field by field. Gives
    /// what is new of it: the values, and whether they count.
    pub(super) fn say<const N: usize>(
        &mut self,
        subject: &str,
        fields: [(&str, Option<Json>); N],
    ) -> Map<String, Json> {
        let mut new = Map::new();
        for (name, value) in fields {
            let Some(value) = value else { continue };
            let slot = Slot::of(subject, name);
            if self.is_older(&slot) {
                let draft = self.put(&slot, value);
                self.note(draft);
                continue;
            }
            if let Some(draft) = self.put(&slot, value) {
                let (is, standing) = (&draft.body["is"], &draft.body["standing"]);
                new.insert(name.to_owned(), json!({"is": is, "standing": standing}));
            }
        }
        new
    }

    /// Has it told in the ledger, if anything is new.
    pub(super) fn tell_of(&mut self, entity: &str, id: Uuid, of: &Json, new: Map<String, Json>) {
        if !new.is_empty() {
            self.tell(entity, Some(id), &json!({"of": of, "said": new}));
        }
    }
}
