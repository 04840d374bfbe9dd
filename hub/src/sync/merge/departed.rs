//! Records that left a project, or some of what they spoke of there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::again;
use super::dated::spoken_of;
use super::incoming::Incoming;
use super::project::told;
use super::spoken::still;
use crate::desk::{Departure, Origin};
use crate::fault::Fault;
use crate::law::LocalLaw;
use crate::ledger::Draft;
use crate::transact::Tx;

/// A record that left a project, or some of what it spoke of there.
pub(super) struct Departed<'a> {
    pub(super) one: &'a Incoming,
    pub(super) from: Uuid,
    /// Where it is now; none where it is of no project here.
    pub(super) to: Option<Uuid>,
    /// The procurements, contracts and assets that it spoke of.
    pub(super) subjects: BTreeSet<String>,
    /// The events, papers and reports that it spoke of, by kind and occurrence.
    pub(super) spoke: BTreeSet<(String, String)>,
}

impl<'a> Departed<'a> {
    pub(super) async fn new(
        tx: &Tx,
        one: &'a Incoming,
        (from, to): (Uuid, Option<Uuid>),
        subjects: BTreeSet<String>,
    ) -> Result<Self, Fault> {
        let spoke = again::spoke(tx, &one.system, &one.versions).await?;
        Ok(Self {
            one,
            from,
            to,
            subjects,
            spoke,
        })
    }
}

/// What was said again of projects, by systems.
pub(super) type SaidAgain = BTreeMap<(Uuid, String), BTreeSet<(String, String)>>;

pub(super) fn origin_of(tx: &Tx, one: &Incoming) -> Origin {
    Origin {
        source: one.system.clone(),
        source_record: Some(one.source_record),
        recorded_by: tx.actor().subject.clone(),
        recorded_at: tx.now(),
    }
}

/// Has what people said of the records that left go along, now that everybody else was heard.
pub(super) fn carry(
    tx: &mut Tx,
    law: &LocalLaw,
    departed: Vec<Departed<'_>>,
    said: &SaidAgain,
) -> Result<(), Fault> {
    for Departed {
        one,
        from,
        to,
        subjects,
        spoke,
    } in departed
    {
        let origin = origin_of(tx, one);
        let moved = to != Some(from);
        let said = said.get(&(from, one.system.clone()));
        let mut said = said.cloned().unwrap_or_default();
        if !moved {
            said.extend(spoken_of(&one.record));
        }
        let departure = Departure {
            speaks: &spoken_of(&one.record),
            origin: &origin,
            versions: &one.versions,
            subjects: &subjects,
            spoke: &spoke,
            said: &said,
            moved,
        };
        let file = tx.desk_mut().files.get_mut(&from);
        let file = file.ok_or_else(|| Fault::not_found("project", from))?;
        let (carried, went) = file.depart(law, &departure)?;
        file.resolve();
        note(tx, from, one, "went_along", went);
        let Some(to) = to else { continue };
        let file = tx.desk_mut().files.get_mut(&to);
        let file = file.ok_or_else(|| Fault::not_found("project", to))?;
        let still = still(file, &one.record, &one.versions);
        let came = file.arrive(law, &origin, &still.subjects, carried)?;
        file.resolve();
        note(tx, to, one, "came_along", came);
    }
    Ok(())
}

fn note(tx: &mut Tx, project: Uuid, one: &Incoming, how: &str, drafts: Vec<Draft>) {
    if drafts.is_empty() {
        return;
    }
    if let Some(file) = tx.desk_mut().files.get_mut(&project) {
        file.project.change();
    }
    let changes: Vec<Json> = drafts.into_iter().map(told).collect();
    let body = json!({
        "system": one.system, "stream": one.stream, "external_id": one.external_id,
        "source_record": one.source_record, how: changes,
    });
    tx.record(Draft::of_project("project", project, project, body));
    tx.touch(project);
}
