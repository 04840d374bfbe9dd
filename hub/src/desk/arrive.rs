//! What people said of a record is put where the record is now.

use std::collections::BTreeSet;

use serde_json::json;
use shuniu_entities::{contract, project_fact, tender};
use uuid::Uuid;

use super::carry::{Carried, Correction, dated, is_told, named};
use super::change::{Entry, Origin, correct};
use super::fact::slot_of;
use super::{File, Rows, Standing};
use crate::fault::Fault;
use crate::field::Slot;
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// Why what refers to a contract or procurement refers to another row.
const RENUMBERED: &str = "its record gives it another number";

/// Puts people's corrections in the place of what the record says of the same where it is now.
fn arrive<E: Entry>(
    rows: &mut Rows<E>,
    owner: (Uuid, Uuid),
    origin: &Origin,
    alike: fn(&E::Says, &E::Says) -> bool,
    carried: Vec<Correction<E::Says>>,
) -> Result<Vec<Draft>, Fault> {
    let mut drafts = Vec::with_capacity(carried.len());
    for one in carried {
        let same = |row: &&E| {
            row.source() == origin.source && is_told(*row) && alike(&row.says(), &one.said)
        };
        let wrong = rows.iter().filter(same).map(Entry::id).max();
        if let Some(wrong) = wrong {
            // It lost against the very correction that comes along.
            if let Some(row) = rows.change(|row| row.id() == wrong) {
                row.withdraw(Standing::Current, None);
            }
            let (_, draft) = correct(rows, owner, &one.by, wrong, one.right, one.reason)?;
            drafts.push(draft);
        }
    }
    Ok(drafts)
}

impl File {
    /// Puts what people said of a record where it is now; `subjects` are the procurement, contract
    /// and asset that it speaks of there.
    pub(crate) fn arrive(
        &mut self,
        law: &LocalLaw,
        origin: &Origin,
        subjects: &BTreeSet<String>,
        mut carried: Carried,
    ) -> Result<Vec<Draft>, Fault> {
        let owner = (self.key().jurisdiction, self.id());
        self.renumber(subjects, &mut carried);
        let mut drafts = self.refer_anew(subjects, &carried.unsaid);
        macro_rules! arrive {
            ($($rows:ident: $alike:expr),+) => {
                $(drafts.extend(arrive(&mut self.$rows, owner, origin, $alike, carried.$rows)?);)+
            };
        }
        arrive!(
            events: dated, documents: dated, reports: dated,
            payments: named, quotas: named, catalog: named, allocations: named
        );
        for fact in carried.facts {
            drafts.extend(self.arrive_fact(law, subjects, fact));
        }
        Ok(drafts)
    }

    /// Has what people corrected of a contract or procurement that bears another number now speak
    /// of that.
    fn renumber(&self, subjects: &BTreeSet<String>, carried: &mut Carried) {
        let contracts = self.contracts.iter().map(|row| &row.number);
        let tenders = self.tenders.iter().map(|row| &row.code);
        let contract = contracts
            .into_iter()
            .find(|number| subjects.contains(&Slot::contract(number)));
        let tender = tenders
            .into_iter()
            .find(|code| subjects.contains(&Slot::tender(code)));
        let Carried {
            subjects: before,
            renamed,
            events,
            documents,
            ..
        } = carried;
        for one in events.iter_mut().chain(documents) {
            let was = one.said.occurrence.clone();
            let now = if before.contains(&Slot::contract(&was)) {
                contract
            } else if before.contains(&Slot::tender(&was)) {
                tender
            } else {
                renamed.get(&one.said.kind)
            };
            if let Some(now) = now {
                one.said.occurrence.clone_from(now);
                if one.right.occurrence == was {
                    one.right.occurrence.clone_from(now);
                }
            }
        }
    }

    /// Puts what people said of something where that now is; nothing where nobody speaks of it.
    fn arrive_fact(
        &mut self,
        law: &LocalLaw,
        subjects: &BTreeSet<String>,
        carried: project_fact::Model,
    ) -> Option<Draft> {
        let slot = slot_of(&carried);
        let kind = slot.kind();
        let of_kind = |subject: &&String| {
            Slot::of(subject, &slot.name).kind() == kind && self.is_spoken_of(subject)
        };
        let subject = subjects.iter().find(of_kind)?;
        let origin = Origin {
            source: carried.source,
            source_record: carried.source_record_id,
            recorded_by: carried.recorded_by,
            recorded_at: carried.recorded_at,
        };
        let slot = Slot::of(subject, &slot.name);
        self.put_fact(law, &origin, &slot, carried.value, carried.reason)
    }

    /// Has what refers to a contract or procurement under the number that its record gave it before
    /// refer to the one that it speaks of now.
    fn refer_anew(&mut self, subjects: &BTreeSet<String>, before: &[Uuid]) -> Vec<Draft> {
        let contract = |row: &&contract::Model| subjects.contains(&Slot::contract(&row.number));
        let contract = self.contracts.iter().find(contract).map(|row| row.id);
        let tender = |row: &&tender::Model| subjects.contains(&Slot::tender(&row.code));
        let tender = self.tenders.iter().find(tender).map(|row| row.id);
        let project = self.id();
        let mut drafts = Vec::new();
        macro_rules! refer {
            ($($rows:ident.$column:ident: $table:literal, $now:ident),+) => {$(
                if let Some(now) = $now {
                    let stale = |id: Uuid| id != now && before.contains(&id);
                    while let Some(row) = self.$rows.change(|row| row.$column.is_some_and(stale)) {
                        let change = json!({"was": row.$column, "is": now});
                        row.$column = Some(now);
                        let body = json!({stringify!($now): change, "reason": RENUMBERED});
                        drafts.push(Draft::of_project($table, row.id, project, body));
                    }
                }
            )+};
        }
        refer!(
            payments.contract_id: "payment", contract,
            assets.contract_id: "asset", contract,
            contracts.tender_id: "contract", tender
        );
        drafts
    }
}
