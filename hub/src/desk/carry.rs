//! What people said of what a record brought goes where the record goes, once nobody else in its
//! place says the same.

use std::collections::{BTreeMap, BTreeSet};

use shuniu_entities::project_fact;
use uuid::Uuid;

use super::change::{Dated, Entry, Origin, PERSON, void};
use super::days::is_of_event;
use super::fact::is_said;
use super::kept::{CatalogEntry, Payment, Quota, Resource};
use super::same::{Same, Saying};
use super::take_over::{WENT_ALONG, earlier, let_renumbered_count};
use super::{File, Rows, Standing};
use crate::fault::Fault;
use crate::field::Slot;
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// What people said of what a record brought.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// Of a procurement, a contract or an asset of which only the record spoke beside them.
    pub(super) facts: Vec<project_fact::Model>,
    /// The procurements, contracts and assets that the record spoke of.
    pub(super) subjects: BTreeSet<String>,
    /// The contracts and procurements among them of which nobody says anything any more.
    pub(super) unsaid: Vec<Uuid>,
    /// The kinds of which the record spoke once and speaks once now: whatever it calls what it is
    /// of, that is the same. With what it calls it now.
    pub(super) renamed: BTreeMap<String, String>,
    pub(super) events: Vec<Correction<Dated>>,
    pub(super) documents: Vec<Correction<Dated>>,
    pub(super) reports: Vec<Correction<Dated>>,
    pub(super) payments: Vec<Correction<Payment>>,
    pub(super) quotas: Vec<Correction<Quota>>,
    pub(super) catalog: Vec<Correction<CatalogEntry>>,
    pub(super) allocations: Vec<Correction<Resource>>,
}

/// What a person put in the place of what a record said.
#[derive(Debug)]
pub(super) struct Correction<S> {
    pub(super) said: S,
    pub(super) right: S,
    pub(super) reason: String,
    pub(super) by: Origin,
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
    /// Those that it speaks of now.
    pub(crate) speaks: &'a [(String, String)],
    /// The events, papers and reports that its system still speaks of there, by kind and
    /// occurrence: what people corrected of them they corrected for all its records.
    pub(crate) said: &'a BTreeSet<(String, String)>,
    /// Whether it is of another project now.
    pub(crate) moved: bool,
}

impl Departure<'_> {
    fn renamed(&self) -> BTreeMap<String, String> {
        let once = |kind: &String| {
            let mut spoke = self.spoke.iter().filter(|(of, _)| of == kind);
            let mut speaks = self.speaks.iter().filter(|(of, _)| of == kind);
            (spoke.next().is_some() && spoke.next().is_none())
                .then(|| speaks.next().filter(|_| speaks.next().is_none()))
                .flatten()
        };
        let kinds = self.spoke.iter().map(|(kind, _)| kind);
        let renamed = kinds.filter_map(|kind| Some((kind.clone(), once(kind)?.1.clone())));
        renamed.collect()
    }
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
pub(super) fn dated(one: &Dated, other: &Dated) -> bool {
    (&one.kind, &one.occurrence) == (&other.kind, &other.occurrence)
}

/// Money and resources: by what names them, or by all that they say.
pub(super) fn named<S: Saying>(one: &S, other: &S) -> bool {
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
pub(super) fn is_told<E: Entry>(row: &E) -> bool {
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
        macro_rules! let_count {
            ($($rows:ident),+) => {$(
                let origin = departure.origin;
                drafts.extend(let_renumbered_count(&mut self.$rows, project, origin, &still));
            )+};
        }
        let_count!(events, documents, reports);
        if departure.moved {
            corrected!(
                payments: &Belonging::of_named(),
                quotas: &Belonging::of_named(),
                catalog: &Belonging::of_named(),
                allocations: &Belonging::of_named()
            );
        }
        for row in self.only_people_speak_of(departure) {
            drafts.push(self.void_fact(law, departure.origin, row.id, WENT_ALONG)?);
            // What was told with an event is told again where that goes.
            if !is_of_event(&row) {
                carried.facts.push(row);
            }
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
        carried.renamed = departure.renamed();
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

    pub(super) fn is_spoken_of(&self, subject: &str) -> bool {
        let mut facts = self.facts.iter();
        facts.any(|row| is_said(row) && row.subject.as_deref() == Some(subject))
    }
}
