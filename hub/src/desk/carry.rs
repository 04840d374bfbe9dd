//! What people said of what a record brought goes where the record goes, once nobody else in its
//! place says the same.

use std::collections::BTreeSet;

use serde_json::json;
use shuniu_entities::{contract, project_fact, tender};
use uuid::Uuid;

use super::change::{Dated, Entry, Origin, PERSON, correct, void};
use super::fact::{is_said, slot_of};
use super::kept::{Payment, Quota, Resource};
use super::same::{Same, Saying};
use super::take_over::{WENT_ALONG, earlier};
use super::{File, Rows, Standing};
use crate::fault::Fault;
use crate::field::Slot;
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// Why what refers to a contract refers to another row.
const RENUMBERED: &str = "its record gives it another number";

/// What people said of what a record brought.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// Of a procurement, a contract or an asset of which only the record spoke beside them.
    facts: Vec<project_fact::Model>,
    /// The procurements, contracts and assets that the record spoke of.
    subjects: BTreeSet<String>,
    /// The contracts and procurements among them of which nobody says anything any more.
    unsaid: Vec<Uuid>,
    events: Vec<Correction<Dated>>,
    documents: Vec<Correction<Dated>>,
    reports: Vec<Correction<Dated>>,
    payments: Vec<Correction<Payment>>,
    quotas: Vec<Correction<Quota>>,
    allocations: Vec<Correction<Resource>>,
}

/// What a person put in the place of what a record said.
#[derive(Debug)]
struct Correction<S> {
    said: S,
    right: S,
    reason: String,
    by: Origin,
}

/// A record that left.
pub(crate) struct Departure<'a> {
    /// The record as it is now.
    pub(crate) origin: &'a Origin,
    /// Its versions before.
    pub(crate) versions: &'a [Uuid],
    /// The procurements, contracts and assets that these spoke of, and it does no more.
    pub(crate) subjects: &'a BTreeSet<String>,
    /// The events, papers and reports that they spoke of, by kind and occurrence, whichever record
    /// of the system stands behind the rows.
    pub(crate) spoke: &'a BTreeSet<(String, String)>,
    /// The events, papers and reports that its system still speaks of there, by kind and
    /// occurrence: what people corrected of them they corrected for all its records.
    pub(crate) said: &'a BTreeSet<(String, String)>,
    /// Whether it is of another project now.
    pub(crate) moved: bool,
}

/// What tells whether a correction is of the record.
struct Belonging<'a, S> {
    /// Whether two rows speak of one thing.
    alike: fn(&S, &S) -> bool,
    /// Whether the system still speaks of the thing.
    still: &'a dyn Fn(&S) -> bool,
    /// Whether the record spoke of the thing, or of its contract or procurement, whichever record
    /// brought it.
    spoke: &'a dyn Fn(&S) -> bool,
}

impl<S: Saying> Belonging<'_, S> {
    const fn of_named() -> Self {
        Self {
            alike: named,
            still: &|_| false,
            spoke: &|_| false,
        }
    }
}

/// Events, papers and reports: of one kind, and of the same contract, lot, asset or period.
fn dated(one: &Dated, other: &Dated) -> bool {
    (&one.kind, &one.occurrence) == (&other.kind, &other.occurrence)
}

/// Money and resources: by what names them, or by all that they say.
fn named<S: Saying>(one: &S, other: &S) -> bool {
    one.same(other) > Same::No || one == other
}

/// Takes out the corrections that people made of what a record said, where its system does not say
/// it of the project any more.
fn corrections<E: Entry>(
    rows: &mut Rows<E>,
    project: Uuid,
    departure: &Departure<'_>,
    belonging: &Belonging<'_, E::Says>,
    drafts: &mut Vec<Draft>,
) -> Result<Vec<Correction<E::Says>>, Fault> {
    let Departure {
        origin, versions, ..
    } = departure;
    let of_system = |row: &E| row.source() == origin.source;
    let of_record =
        |row: &E| of_system(row) && row.source_record().is_some_and(|id| versions.contains(&id));
    let counts = |row: &E| row.standing() == Standing::Current.as_str();
    let still_said = |said: &E::Says| {
        let mut told = rows.iter().filter(|row| of_system(row));
        (belonging.still)(said)
            || told.any(|row| is_told(row) && (belonging.alike)(&row.says(), said))
    };
    let mut found = Vec::new();
    for row in rows
        .iter()
        .filter(|row| row.source() == PERSON && counts(row))
    {
        let mut behind = earlier(rows, row);
        let corrected = |id: Uuid| {
            let mut rows = rows.iter().filter(|row| row.id() == id && of_system(row));
            rows.find(|row| of_record(row) || (belonging.spoke)(&row.says()))
        };
        let corrected = behind.find_map(corrected);
        if let Some(said) = corrected.filter(|said| !still_said(&said.says())) {
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

/// Whether the row holds what its source says now.
fn is_told<E: Entry>(row: &E) -> bool {
    let told = [Standing::Current, Standing::Losing];
    told.iter()
        .any(|standing| row.standing() == standing.as_str())
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
    /// Takes out what people said of what a record brought, after everybody else was heard: of what
    /// somebody else in its place says as well, it stays.
    pub(crate) fn depart(
        &mut self,
        law: &LocalLaw,
        departure: &Departure<'_>,
    ) -> Result<(Carried, Vec<Draft>), Fault> {
        let project = self.id();
        let mut drafts = Vec::new();
        let mut carried = Carried::default();
        let still = |said: &Dated| {
            let named = (said.kind.clone(), said.occurrence.clone());
            departure.said.contains(&named)
        };
        let spoke = |said: &Dated| {
            let named = (said.kind.clone(), said.occurrence.clone());
            let mut subjects = [
                Slot::contract(&said.occurrence),
                Slot::tender(&said.occurrence),
            ]
            .into_iter();
            departure.spoke.contains(&named)
                || subjects.any(|subject| departure.subjects.contains(&subject))
        };
        let of_dated = Belonging {
            alike: dated,
            still: &still,
            spoke: &spoke,
        };
        macro_rules! corrected {
            ($($rows:ident: $of:expr),+) => {$(
                carried.$rows =
                    corrections(&mut self.$rows, project, departure, $of, &mut drafts)?;
            )+};
        }
        corrected!(events: &of_dated, documents: &of_dated, reports: &of_dated);
        if departure.moved {
            corrected!(
                payments: &Belonging::of_named(),
                quotas: &Belonging::of_named(),
                allocations: &Belonging::of_named()
            );
        }
        for row in self.only_people_speak_of(departure) {
            drafts.push(self.void_fact(law, departure.origin, row.id, WENT_ALONG)?);
            carried.facts.push(row);
        }
        let unsaid =
            |subject: &str| departure.subjects.contains(subject) && !self.is_spoken_of(subject);
        let contracts = self.contracts.iter();
        let contracts = contracts.map(|row| (row.id, Slot::contract(&row.number)));
        let tenders = self.tenders.iter();
        let tenders = tenders.map(|row| (row.id, Slot::tender(&row.code)));
        let unsaid = contracts
            .chain(tenders)
            .filter(|(_, subject)| unsaid(subject));
        carried.unsaid = unsaid.map(|(id, _)| id).collect();
        carried.subjects.clone_from(departure.subjects);
        Ok((carried, drafts))
    }

    /// What people say of the subjects, where no system and no ledger says anything of them any more
    /// and nothing else of the project refers to them. What they recorded themselves is theirs.
    fn only_people_speak_of(&self, departure: &Departure<'_>) -> Vec<project_fact::Model> {
        let referred_to = self.contracts_referred_to();
        let used = |subject: &String| {
            let mut contracts = self.contracts.iter();
            let used = contracts.any(|row| {
                referred_to.contains(&row.id) && Slot::contract(&row.number) == *subject
            });
            // What refers to it follows it to its new number.
            used && departure.moved
        };
        let own = |subject: &String| {
            let mut assets = self.assets.iter();
            assets.any(|row| row.source == PERSON && Slot::asset(row.id) == *subject)
        };
        let mut found = Vec::new();
        for subject in departure.subjects {
            if used(subject) || own(subject) {
                continue;
            }
            let of_subject =
                |row: &&project_fact::Model| is_said(row) && row.subject.as_ref() == Some(subject);
            let said: Vec<_> = self.facts.iter().filter(of_subject).collect();
            if said.iter().all(|row| row.source == PERSON) {
                found.extend(said.into_iter().cloned());
            }
        }
        found
    }

    fn is_spoken_of(&self, subject: &str) -> bool {
        let mut facts = self.facts.iter();
        facts.any(|row| is_said(row) && row.subject.as_deref() == Some(subject))
    }

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
            payments: named, quotas: named, allocations: named
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
            events,
            documents,
            ..
        } = carried;
        for one in events.iter_mut().chain(documents) {
            let was = &one.said.occurrence;
            let now = if before.contains(&Slot::contract(was)) {
                contract
            } else if before.contains(&Slot::tender(was)) {
                tender
            } else {
                None
            };
            if let Some(now) = now {
                one.said.occurrence.clone_from(now);
                one.right.occurrence.clone_from(now);
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
