use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;
use shuniu_connectors::contract::HeaderFact;
use shuniu_entities::project_fact;
use uuid::Uuid;

use super::fact::{is, is_said, slot_of};
use super::{File, Standing};
use crate::field::{Slot, SubjectKind};
use crate::law::LocalLaw;
use crate::ledger::Draft;

impl File {
    /// Decides which of the values that sources give a field counts: the one a person chose, else
    /// that of the strongest source. Whether that is another one than before.
    pub(crate) fn weigh(&mut self, law: &LocalLaw, slot: &Slot, at: DateTime<Utc>) -> bool {
        let chosen = self.choice(slot);
        let strongest = self.said(slot).min_by_key(|row| {
            let rank = law.precedence().rank(slot, &row.source);
            let age = Reverse((row.recorded_at, row.id));
            (chosen != Some(row.id), rank, age)
        });
        let strongest = strongest.map(|row| row.id);
        if strongest == self.counting(slot).map(|row| row.id) {
            return false;
        }
        let said: Vec<Uuid> = self.said(slot).map(|row| row.id).collect();
        for id in said {
            let counts = strongest == Some(id);
            let other =
                |row: &project_fact::Model| row.id == id && is(row, Standing::Current) != counts;
            if let Some(row) = self.facts.change(other) {
                let standing = if counts {
                    Standing::Current
                } else {
                    Standing::Losing
                };
                standing.as_str().clone_into(&mut row.standing);
                row.ended_at = (!counts).then_some(at);
            }
        }
        let of_unit = [HeaderFact::UNIT_NAME, HeaderFact::UNIT_CREDIT_CODE];
        self.unit_moved |= slot.subject.is_none() && of_unit.contains(&slot.name.as_str());
        true
    }

    /// Weighs every field of which several sources speak, as after a change of their order.
    pub(crate) fn weigh_all(&mut self, law: &LocalLaw, at: DateTime<Utc>) -> Vec<Draft> {
        let mut said: BTreeMap<(Option<&str>, &str), u32> = BTreeMap::new();
        for row in self.facts.iter().filter(|row| is_said(row)) {
            *said.entry((row.subject.as_deref(), &row.name)).or_default() += 1;
        }
        let several = said.into_iter().filter(|(_, sources)| *sources > 1);
        let several: Vec<Slot> = several
            .map(|((subject, name), _)| Slot {
                subject: subject.map(ToOwned::to_owned),
                name: name.to_owned(),
            })
            .collect();
        let mut drafts = Vec::new();
        for slot in several {
            let was = self.counting(&slot).map(|row| row.value.clone());
            if !self.weigh(law, &slot, at) {
                continue;
            }
            let Some(row) = self.counting(&slot) else {
                continue;
            };
            let body = json!({
                "subject": slot.subject, "name": slot.name, "was": was, "is": row.value,
                "standing": row.standing, "source": row.source,
                "precedence": law.precedence().version(),
            });
            drafts.push(Draft::of_project("project_fact", row.id, self.id(), body));
        }
        drafts
    }

    /// The value that a person chose for the field.
    fn choice(&self, slot: &Slot) -> Option<Uuid> {
        self.discrepancies
            .iter()
            .find(|row| row.name == slot.name && row.subject == slot.subject_key())
            .and_then(|row| row.choice_id)
    }

    /// Has a person's choice of one value fall on another, or on none.
    pub(super) fn move_choice(&mut self, slot: &Slot, from: Uuid, to: Option<Uuid>) {
        if self.choice(slot) == Some(from)
            && let Some(row) = self.discrepancies.change(|row| row.choice_id == Some(from))
        {
            row.choice_id = to;
        }
    }

    /// Where else a value of another field speaks of this one: an award of what its contract is
    /// about. Only where the award led to this one contract.
    pub(crate) fn award_of(&self, slot: &Slot) -> Option<Slot> {
        let award = match (slot.kind()?, slot.name.as_str()) {
            (SubjectKind::Contract, "amount_yuan") => "award_yuan",
            (SubjectKind::Contract, "supplier") => "supplier",
            _ => return None,
        };
        let subject = slot.subject.as_deref()?;
        let contract = self
            .contracts
            .iter()
            .find(|row| Slot::contract(&row.number) == subject)?;
        let tender = contract.tender_id?;
        let of_tender = self.contracts.iter();
        let of_tender = of_tender.filter(|row| row.tender_id == Some(tender));
        if of_tender.count() != 1 {
            return None;
        }
        let tender = self.tenders.iter().find(|row| row.id == tender)?;
        Some(Slot::of(&Slot::tender(&tender.code), award))
    }

    /// Everything that speaks of the field: the value that counts first, then the others by the
    /// strength of their sources.
    pub(crate) fn testimony(&self, law: &LocalLaw, slot: &Slot) -> Vec<&project_fact::Model> {
        let mut rows: Vec<_> = self.said(slot).collect();
        rows.sort_by_key(|row| {
            let rank = law.precedence().rank(slot, &row.source);
            (!is(row, Standing::Current), rank, row.id)
        });
        let award = self.award_of(slot);
        rows.extend(award.and_then(|award| self.counting(&award)));
        rows
    }

    /// The fields that may be disputed: of which several speak, or that were disputed before.
    pub(super) fn disputable(&self) -> Vec<Slot> {
        let mut slots: BTreeMap<Slot, u32> = BTreeMap::new();
        for row in self.facts.iter().filter(|row| is_said(row)) {
            *slots.entry(slot_of(row)).or_default() += 1;
        }
        for contract in self.contracts.iter().filter(|row| row.tender_id.is_some()) {
            let subject = Slot::contract(&contract.number);
            for name in ["amount_yuan", "supplier"] {
                *slots.entry(Slot::of(&subject, name)).or_default() += 1;
            }
        }
        for row in self.discrepancies.iter() {
            *slots
                .entry(Slot::of_key(&row.subject, &row.name))
                .or_default() += 2;
        }
        let several = slots.into_iter().filter(|(_, times)| *times > 1);
        several.map(|(slot, _)| slot).collect()
    }
}
