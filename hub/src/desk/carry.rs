//! What people said of what a record brought goes where the record goes.

use std::collections::BTreeSet;

use serde_json::json;
use shuniu_entities::{contract, project_fact};
use uuid::Uuid;

use super::change::{Dated, Entry, Origin, PERSON, correct, void};
use super::fact::{is_said, slot_of};
use super::kept::{Payment, Quota, Resource};
use super::take_over::earlier;
use super::{File, Rows, Standing};
use crate::fault::Fault;
use crate::field::Slot;
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// Why what people said is withdrawn where it was said.
pub(super) const WENT_ALONG: &str = "it goes with its record, which says so no more";

/// Why what refers to a contract refers to another row.
const RENUMBERED: &str = "its record gives the contract another number";

/// What people said of what a record brought.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// Of a procurement, a contract or an asset of which only the record spoke beside them.
    pub(super) facts: Vec<project_fact::Model>,
    /// The contracts that the record spoke of.
    pub(super) contracts: Vec<Uuid>,
    pub(super) events: Vec<Correction<Dated>>,
    pub(super) documents: Vec<Correction<Dated>>,
    pub(super) reports: Vec<Correction<Dated>>,
    pub(super) payments: Vec<Correction<Payment>>,
    pub(super) quotas: Vec<Correction<Quota>>,
    pub(super) allocations: Vec<Correction<Resource>>,
}

impl Carried {
    /// The contracts that the record spoke of before.
    pub(crate) fn contracts(&self) -> &[Uuid] {
        &self.contracts
    }
}

/// What a person put in the place of what a record said.
#[derive(Debug)]
pub(super) struct Correction<S> {
    said: S,
    right: S,
    reason: String,
    by: Origin,
}

/// Where a record arrives.
pub(crate) struct Arrival<'a> {
    pub(crate) law: &'a LocalLaw,
    /// The record there.
    pub(crate) origin: &'a Origin,
    /// The procurement, contract and asset that it speaks of there.
    pub(crate) subjects: &'a BTreeSet<String>,
}

/// Takes out the corrections that people made of what the versions of a record said.
pub(super) fn corrections<E: Entry>(
    rows: &mut Rows<E>,
    project: Uuid,
    origin: &Origin,
    versions: &[Uuid],
    drafts: &mut Vec<Draft>,
) -> Result<Vec<Correction<E::Says>>, Fault> {
    let of_record = |row: &&E| {
        row.source() == origin.source
            && row.source_record().is_some_and(|id| versions.contains(&id))
    };
    let by_person =
        |row: &&E| row.source() == PERSON && row.standing() == Standing::Current.as_str();
    let mut found = Vec::new();
    for row in rows.iter().filter(by_person) {
        let mut behind = earlier(rows, row);
        let corrected = |id: Uuid| rows.iter().find(|row| row.id() == id).filter(of_record);
        if let Some(said) = behind.find_map(corrected) {
            found.push((row.id(), correction(said, row)));
        }
    }
    let mut corrections = Vec::with_capacity(found.len());
    for (id, correction) in found {
        drafts.push(void(rows, project, id, WENT_ALONG)?);
        corrections.push(correction);
    }
    Ok(corrections)
}

fn correction<E: Entry>(said: &E, right: &E) -> Correction<E::Says> {
    Correction {
        said: said.says(),
        right: right.says(),
        reason: right.reason().unwrap_or(WENT_ALONG).to_owned(),
        by: Origin {
            source: PERSON.to_owned(),
            source_record: None,
            recorded_by: right.recorded_by().to_owned(),
            recorded_at: right.recorded_at(),
        },
    }
}

/// Puts people's corrections in the place of what the record says where it is now: of the same, or
/// of the one thing that it says of the kind.
fn arrive<E: Entry>(
    rows: &mut Rows<E>,
    owner: (Uuid, Uuid),
    origin: &Origin,
    carried: Vec<Correction<E::Says>>,
) -> Result<Vec<Draft>, Fault> {
    let mut drafts = Vec::with_capacity(carried.len());
    for one in carried {
        let told: Vec<&E> = rows
            .iter()
            .filter(|row| row.source() == origin.source)
            .filter(|row| row.source_record() == origin.source_record)
            .filter(|row| row.standing() == Standing::Current.as_str())
            .collect();
        let same = told.iter().find(|row| row.says() == one.said);
        let wrong = same.or(told.first().filter(|_| told.len() == 1));
        if let Some(wrong) = wrong.map(|row| row.id()) {
            let (_, draft) = correct(rows, owner, &one.by, wrong, one.right, one.reason)?;
            drafts.push(draft);
        }
    }
    Ok(drafts)
}

impl File {
    /// What people say of the subjects, where no system and no ledger says anything of them any more
    /// and nothing else of the project refers to them.
    pub(super) fn only_people_speak_of(
        &self,
        subjects: &BTreeSet<String>,
    ) -> Vec<project_fact::Model> {
        let referred_to = self.contracts_referred_to();
        let used = |subject: &str| {
            let mut contracts = self.contracts.iter();
            contracts
                .any(|row| referred_to.contains(&row.id) && Slot::contract(&row.number) == subject)
        };
        let mut found = Vec::new();
        for subject in subjects.iter().filter(|subject| !used(subject)) {
            let of_subject =
                |row: &&project_fact::Model| is_said(row) && row.subject.as_ref() == Some(subject);
            let said: Vec<_> = self.facts.iter().filter(of_subject).collect();
            if said.iter().all(|row| row.source == PERSON) {
                found.extend(said.into_iter().cloned());
            }
        }
        found
    }

    /// Puts what people said of a record where it is now.
    pub(crate) fn arrive(
        &mut self,
        at: &Arrival<'_>,
        carried: Carried,
    ) -> Result<Vec<Draft>, Fault> {
        let owner = (self.key().jurisdiction, self.id());
        let mut drafts = Vec::new();
        macro_rules! arrive {
            ($($rows:ident),+) => {
                $(drafts.extend(arrive(&mut self.$rows, owner, at.origin, carried.$rows)?);)+
            };
        }
        arrive!(events, documents, reports, payments, quotas, allocations);
        for fact in carried.facts {
            drafts.extend(self.arrive_fact(at, fact));
        }
        Ok(drafts)
    }

    /// Puts what people said of something where that now is; nothing where it is not.
    fn arrive_fact(&mut self, at: &Arrival<'_>, carried: project_fact::Model) -> Option<Draft> {
        let slot = slot_of(&carried);
        let kind = slot.kind();
        let of_kind = |subject: &&String| Slot::of(subject, &slot.name).kind() == kind;
        let subject = at.subjects.iter().find(of_kind)?;
        let origin = Origin {
            source: carried.source,
            source_record: carried.source_record_id,
            recorded_by: carried.recorded_by,
            recorded_at: carried.recorded_at,
        };
        let slot = Slot::of(subject, &slot.name);
        self.put_fact(at.law, &origin, &slot, carried.value, carried.reason)
    }

    /// Has what refers to a contract under the number that its record gave it before refer to the
    /// one that it speaks of now.
    pub(crate) fn refer_anew(
        &mut self,
        subjects: &BTreeSet<String>,
        before: &[Uuid],
    ) -> Vec<Draft> {
        let speaks_of = |row: &&contract::Model| subjects.contains(&Slot::contract(&row.number));
        let Some(now) = self.contracts.iter().find(speaks_of).map(|row| row.id) else {
            return Vec::new();
        };
        let project = self.id();
        let stale = |id: Option<Uuid>| id.is_some_and(|id| id != now && before.contains(&id));
        let mut drafts = Vec::new();
        macro_rules! refer {
            ($($rows:ident: $table:literal),+) => {$(
                while let Some(row) = self.$rows.change(|row| stale(row.contract_id)) {
                    let body = json!({"contract": {"was": row.contract_id, "is": now}, "reason": RENUMBERED});
                    row.contract_id = Some(now);
                    drafts.push(Draft::of_project($table, row.id, project, body));
                }
            )+};
        }
        refer!(payments: "payment", assets: "asset");
        drafts
    }
}
