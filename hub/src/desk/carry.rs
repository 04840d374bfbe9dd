//! What people said of what a record brought goes where the record goes.

use shuniu_entities::project_fact;
use uuid::Uuid;

use super::change::{Dated, Entry, Origin, PERSON, correct, void};
use super::fact::{is_said, slot_of};
use super::kept::{Payment, Quota, Resource};
use super::take_over::earlier;
use super::{File, Rows, Standing};
use crate::fault::Fault;
use crate::field::{Slot, SubjectKind};
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// Why what people said is withdrawn where it was.
pub(super) const WENT_ALONG: &str = "it went with its record to another project";

/// What people said of what a record brought.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// Of a procurement, a contract or an asset of which only the record spoke beside them.
    pub(super) facts: Vec<project_fact::Model>,
    pub(super) events: Vec<Correction<Dated>>,
    pub(super) documents: Vec<Correction<Dated>>,
    pub(super) reports: Vec<Correction<Dated>>,
    pub(super) payments: Vec<Correction<Payment>>,
    pub(super) quotas: Vec<Correction<Quota>>,
    pub(super) allocations: Vec<Correction<Resource>>,
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
    /// The number of the asset's card that it speaks of.
    pub(crate) card: Option<&'a str>,
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
    /// What people say of what the source entered, where no system says anything of it any more and
    /// nothing else of the project refers to it.
    pub(super) fn only_people_speak_of(&self, source: &str) -> Vec<project_fact::Model> {
        let used = self.contracts_referred_to();
        let of_source = |row: &str| row == source;
        let contracts = self
            .contracts
            .iter()
            .filter(|row| of_source(&row.source) && !used.contains(&row.id));
        let contracts = contracts.map(|row| Slot::contract(&row.number));
        let tenders = self.tenders.iter().filter(|row| of_source(&row.source));
        let tenders = tenders.map(|row| Slot::tender(&row.code));
        let assets = self.assets.iter().filter(|row| of_source(&row.source));
        let assets = assets.map(|row| Slot::asset(row.id));
        let mut found = Vec::new();
        for subject in contracts.chain(tenders).chain(assets) {
            let of_subject = |row: &&project_fact::Model| {
                is_said(row) && row.subject.as_deref() == Some(subject.as_str())
            };
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
        let subject = slot.subject.clone()?;
        let subject = match slot.kind()? {
            SubjectKind::Contract => {
                let mut rows = self.contracts.iter();
                rows.any(|row| Slot::contract(&row.number) == subject)
                    .then_some(subject)
            }
            SubjectKind::Tender => {
                let mut rows = self.tenders.iter();
                rows.any(|row| Slot::tender(&row.code) == subject)
                    .then_some(subject)
            }
            // It is another row here, known by its card.
            SubjectKind::Asset => {
                let mut rows = self.assets.iter();
                rows.find(|row| at.card.is_some() && row.card_number.as_deref() == at.card)
                    .map(|row| Slot::asset(row.id))
            }
        };
        let origin = Origin {
            source: carried.source,
            source_record: carried.source_record_id,
            recorded_by: carried.recorded_by,
            recorded_at: carried.recorded_at,
        };
        let slot = Slot::of(&subject?, &slot.name);
        self.put_fact(at.law, &origin, &slot, carried.value, carried.reason)
    }
}
