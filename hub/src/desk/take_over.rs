//! What an outside system says of an event, a paper or a report, beside what is on file.
//!
//! A row counts while it is `current`. A source has one row of each kind and occurrence that holds
//! what it says now: current, or `losing` where a person's correction stands in its place.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::change::{Dated, Entry, Origin, PERSON};
use super::{File, Rows, Standing};
use crate::fault::Fault;
use crate::ledger::Draft;

/// When outside records were last changed in their systems, as far as it matters to a merge.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times(BTreeMap<Uuid, DateTime<Utc>>);

impl Times {
    /// Notes when a record, or a later version of it, was changed.
    pub(crate) fn note(&mut self, record: Uuid, at: DateTime<Utc>) {
        let latest = self.0.entry(record).or_insert(at);
        *latest = at.max(*latest);
    }

    pub(crate) fn knows(&self, record: Uuid) -> bool {
        self.0.contains_key(&record)
    }

    /// Whether a record is known to be older than another.
    pub(crate) fn is_older(&self, one: Option<Uuid>, other: Option<Uuid>) -> bool {
        let at = |record: Option<Uuid>| self.0.get(&record?);
        at(one)
            .zip(at(other))
            .is_some_and(|(one, other)| one < other)
    }
}

/// A record that speaks of an event, a paper or a report.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    pub(crate) origin: &'a Origin,
    pub(crate) times: &'a Times,
    /// Its earlier versions, where it speaks of one thing of the kind: then they spoke of the same,
    /// whatever number they gave it.
    pub(crate) versions: &'a [Uuid],
    /// Whether it says again what it says because another record said so as well and does no more:
    /// it stands behind that from now on.
    pub(crate) again: bool,
}

/// Takes over what an outside system says: nothing when it said so before, a correction when it
/// said something else of the same kind and occurrence.
///
/// What a person withdrew or corrected does not come back by being said again. Where a person
/// corrected it and the system now says something else, the person's row counts and the system's
/// is kept beside it as losing. What an older record says than the one behind the system's row is
/// kept as superseded.
pub(crate) fn take_over<E: Entry<Says = Dated>>(
    rows: &mut Rows<E>,
    owner: (Uuid, Uuid),
    speaker: Speaker<'_>,
    dated: Dated,
) -> Result<Option<Draft>, Fault> {
    let (origin, project) = (speaker.origin, owner.1);
    let own: Vec<&E> = rows
        .iter()
        .filter(|row| row.source() == origin.source && speaker.means(*row, &dated))
        .collect();
    let standing = own.iter().copied().filter(|row| is_said(*row));
    let stands = standing.max_by_key(|row| row.says().occurrence == dated.occurrence);
    let stands_behind = speaker.again
        || own.iter().any(|row| {
            let of_record = row.source_record();
            of_record.is_some_and(|id| speaker.versions.contains(&id))
                && row.says().occurrence != dated.occurrence
        });
    if let Some(row) = stands.filter(|row| row.says() == dated) {
        let id = row.id();
        take_up(rows, id, origin, stands_behind);
        return Ok(None);
    }
    let behind = stands.and_then(Entry::source_record);
    if speaker.times.is_older(origin.source_record, behind) {
        if own.iter().any(|row| row.says() == dated) {
            return Ok(None);
        }
        return keep_older(rows, owner, origin, dated).map(Some);
    }
    let stands = stands.map(Entry::id);
    let refused = |row: &&&E| row.says() == dated && by_person(rows, **row);
    if let Some(id) = own.iter().find(refused).map(|row| row.id()) {
        take_up(rows, id, origin, stands_behind);
        // What the system said in the meantime, it no longer says.
        return Ok(stands.and_then(|id| withdraw(rows, project, id)));
    }
    let of_occurrence = |id: Uuid| {
        let mut own = own.iter().filter(|row| row.id() == id);
        own.any(|row| row.says().occurrence == dated.occurrence)
    };
    // Of what it said first nothing may be left, where that was of a project that became secret.
    let losing = own.iter().copied().filter(|row| is_losing(*row));
    let all = losing.flat_map(|row| earlier(rows, row));
    let all: BTreeSet<Uuid> = all.chain(own.iter().map(|row| row.id())).collect();
    let beside = corrected_by_person(rows, &all).map(|(_, corrected)| corrected);
    // Of what it said of another occurrence before it is the next word; of its own it stands beside
    // the person's.
    let corrected = beside.filter(|id| of_occurrence(*id)).or(stands).or(beside);
    let mut row = E::make(owner.0, project, origin, dated)?;
    let was = stands.and_then(|id| {
        let stood = rows.change(|row| row.id() == id)?;
        let was = stood.says();
        stood.withdraw(Standing::Corrected, None);
        Some(was)
    });
    let mut body = match &was {
        Some(was) => json!({"was": was, "is": row.says(), "source": origin.source}),
        None => json!({"recorded": row.says(), "source": origin.source}),
    };
    if let Some(corrected) = corrected {
        let reason = format!("{} now says otherwise", origin.source);
        body["reason"] = json!(reason);
        row.corrects(corrected, reason);
    }
    if beside.is_some() {
        let reason = "a person corrected what its source said of it before".to_owned();
        row.withdraw(Standing::Losing, Some(reason));
        body["standing"] = json!(row.standing());
    }
    let draft = Draft::of_project(E::TABLE, row.id(), project, body);
    rows.add(row);
    Ok(Some(draft))
}

/// Has a record stand behind the row that says so already, where it gives what it spoke of another
/// number, or the one that said so before may give up that number next.
fn take_up<E: Entry>(rows: &mut Rows<E>, id: Uuid, origin: &Origin, stands_behind: bool) {
    let another = |row: &E| row.id() == id && row.source_record() != origin.source_record;
    if stands_behind && let Some(row) = rows.change(another) {
        row.told_by(origin.source_record);
    }
}

impl Speaker<'_> {
    /// Whether a row of the same source is of the same thing.
    fn means<E: Entry<Says = Dated>>(&self, row: &E, dated: &Dated) -> bool {
        let said = row.says();
        let versions = self.versions;
        said.kind == dated.kind
            && (said.occurrence == dated.occurrence
                || row.source_record().is_some_and(|id| versions.contains(&id)))
    }
}

/// Keeps what an older record says beside what a newer one of the same source said before it.
fn keep_older<E: Entry<Says = Dated>>(
    rows: &mut Rows<E>,
    (jurisdiction, project): (Uuid, Uuid),
    origin: &Origin,
    dated: Dated,
) -> Result<Draft, Fault> {
    let mut row = E::make(jurisdiction, project, origin, dated)?;
    let reason = format!("a newer record of {} says otherwise", origin.source);
    let body = json!({
        "recorded": row.says(), "source": origin.source,
        "standing": Standing::Superseded.as_str(), "reason": reason,
    });
    row.withdraw(Standing::Superseded, Some(reason));
    let draft = Draft::of_project(E::TABLE, row.id(), project, body);
    rows.add(row);
    Ok(draft)
}

/// Withdraws what an earlier version of a record said and its newest no longer says; it is kept.
pub(crate) fn take_back<E: Entry>(
    rows: &mut Rows<E>,
    project: Uuid,
    origin: &Origin,
    versions: &[Uuid],
    still_said: impl Fn(&E::Says) -> bool,
) -> Vec<Draft> {
    let of_record = |row: &&E| row.source_record().is_some_and(|id| versions.contains(&id));
    let dropped: Vec<Uuid> = rows
        .iter()
        .filter(|row| is_said(*row) && row.source() == origin.source)
        .filter(of_record)
        .filter(|row| !still_said(&row.says()))
        .map(Entry::id)
        .collect();
    let withdrawn = dropped
        .into_iter()
        .filter_map(|id| withdraw(rows, project, id));
    withdrawn.collect()
}

/// Has what a source says count again where no person's correction stands in its place any more.
pub(crate) fn let_count(file: &mut File) -> Vec<Draft> {
    let project = file.id();
    let mut drafts = let_rows_count(&mut file.events, project);
    drafts.extend(let_rows_count(&mut file.documents, project));
    drafts.extend(let_rows_count(&mut file.reports, project));
    drafts
}

fn let_rows_count<E: Entry<Says = Dated>>(rows: &mut Rows<E>, project: Uuid) -> Vec<Draft> {
    let loses = |row: &&E| is_losing(*row);
    let alike = |one: &E, other: &E| one.says().occurrence == other.says().occurrence;
    let free = |row: &&E| {
        let winner = corrected_by_person(rows, &earlier(rows, *row).collect());
        let winner = winner.and_then(|(winner, _)| rows.iter().find(|row| row.id() == winner));
        let Some(winner) = winner else { return true };
        // A correction stands in the place of one row of a source: of that of its own occurrence,
        // where there is one.
        let mut others = rows.iter().filter(loses);
        !alike(winner, row)
            && others.any(|other| other.source() == row.source() && alike(winner, other))
    };
    let free = |row: &&E| loses(row) && free(row);
    let free: Vec<Uuid> = rows.iter().filter(free).map(Entry::id).collect();
    free.into_iter()
        .filter_map(|id| counts_again(rows, project, id))
        .collect()
}

/// Has a row of a system count from which a person's correction of something else kept it: what its
/// record speaks of now, while others still say what was corrected.
pub(super) fn let_renumbered_count<E: Entry<Says = Dated>>(
    rows: &mut Rows<E>,
    project: Uuid,
    origin: &Origin,
    still: &dyn Fn(&Dated) -> bool,
) -> Vec<Draft> {
    let told = |row: &&E| {
        is_losing(*row)
            && row.source() == origin.source
            && row.source_record() == origin.source_record
    };
    let of_another = |row: &&E| {
        let winner = corrected_by_person(rows, &earlier(rows, *row).collect());
        let corrected = winner.and_then(|(_, id)| rows.iter().find(|row| row.id() == id));
        corrected.is_some_and(|corrected| {
            let said = corrected.says();
            said.occurrence != row.says().occurrence && still(&said)
        })
    };
    let free = rows.iter().filter(told).filter(of_another);
    let free: Vec<Uuid> = free.map(Entry::id).collect();
    free.into_iter()
        .filter_map(|id| counts_again(rows, project, id))
        .collect()
}

fn counts_again<E: Entry>(rows: &mut Rows<E>, project: Uuid, id: Uuid) -> Option<Draft> {
    let row = rows.change(|row| row.id() == id)?;
    row.withdraw(Standing::Current, None);
    let body = json!({
        "recorded": row.says(), "source": row.source(), "standing": row.standing(),
        "reason": "no person's correction stands in its place any more",
    });
    Some(Draft::of_project(E::TABLE, id, project, body))
}

/// Why what people said is withdrawn where they said it.
pub(crate) const WENT_ALONG: &str = "it goes with its record, which says so no more";

/// Why a row was withdrawn that its own source took back. A person who withdraws for this reason
/// leaves it to the source to say it again.
pub(super) fn no_longer(source: &str) -> String {
    format!("{source} no longer says so")
}

/// Whether a row holds what its source says now.
fn is_said<E: Entry>(row: &E) -> bool {
    [Standing::Current, Standing::Losing]
        .iter()
        .any(|standing| row.standing() == standing.as_str())
}

fn is_losing<E: Entry>(row: &E) -> bool {
    row.standing() == Standing::Losing.as_str()
}

/// Whether a person withdrew or corrected the row of a system.
fn by_person<E: Entry>(rows: &Rows<E>, row: &E) -> bool {
    if row.standing() == Standing::Voided.as_str() {
        return row.reason() != Some(&*no_longer(row.source()));
    }
    let mut corrections = rows.iter().filter(|row| row.source() == PERSON);
    let corrected = corrections.any(|other| other.corrected() == Some(row.id()));
    corrected && !went_along(rows, row)
}

/// Whether what people put in the place of a row, however often they corrected it, went with its
/// record since: it is no word on what the record says now.
pub(super) fn went_along<E: Entry>(rows: &Rows<E>, row: &E) -> bool {
    let voided = |other: &&E| other.standing() == Standing::Voided.as_str();
    let mut gone = rows
        .iter()
        .filter(voided)
        .filter(|other| other.reason() == Some(WENT_ALONG));
    gone.any(|other| earlier(rows, other).any(|id| id == row.id()))
}

/// Whether it is a person's row that counts.
pub(super) fn is_persons<E: Entry>(row: &E) -> bool {
    row.standing() == Standing::Current.as_str() && row.source() == PERSON
}

/// A person's row that counts, and which of the rows it corrects, at first or at last hand.
fn corrected_by_person<E: Entry>(rows: &Rows<E>, among: &BTreeSet<Uuid>) -> Option<(Uuid, Uuid)> {
    let mut persons = rows.iter().filter(|row| is_persons(*row));
    persons.find_map(|row| {
        let corrected = earlier(rows, row).find(|id| among.contains(id))?;
        Some((row.id(), corrected))
    })
}

/// The rows that a row corrects, one after the other.
pub(super) fn earlier<E: Entry>(rows: &Rows<E>, row: &E) -> impl Iterator<Item = Uuid> {
    std::iter::successors(row.corrected(), |id| {
        rows.iter().find(|row| row.id() == *id)?.corrected()
    })
}

/// Withdraws a row that its own source no longer says, whether it counted or lost.
fn withdraw<E: Entry>(rows: &mut Rows<E>, project: Uuid, id: Uuid) -> Option<Draft> {
    let row = rows.change(|row| row.id() == id)?;
    let (was, reason) = (row.says(), no_longer(row.source()));
    let body = json!({"voided": was, "reason": reason});
    row.withdraw(Standing::Voided, Some(reason));
    Some(Draft::of_project(E::TABLE, id, project, body))
}
