use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use shuniu_policy::assessment::GateStatus;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::Ground;
use super::beside::judged_by;
use super::facts::facts_of;
use super::judge::judge_all;
use super::put::{Put, put};
use super::put_right::put_right;
use super::rows::version;
use crate::command::{Blocker, StepOutcome};
use crate::desk::{self, File};
use crate::fault::Fault;
use crate::law::LocalLaw;
use crate::seal::Seal;
use crate::transact::Tx;

/// Most projects that are held with all that the law says of them, while others are written.
const PART: usize = 50;

/// Evaluates the law over the projects and puts what changed on the desk, of many where it belongs.
/// What stayed the same is not written, so that a second evaluation writes nothing.
pub(crate) async fn reassess(tx: &mut Tx, projects: &[Uuid]) -> Result<(), Fault> {
    if projects.is_empty() {
        return Ok(());
    }
    desk::open(tx, projects).await?;
    let (law, day) = (tx.law().clone(), (tx.today(), tx.now()));
    let recorded_by = tx.actor().subject.clone();
    let mut drafts = Vec::new();
    for id in projects {
        if let Some(file) = tx.desk_mut().files.get_mut(id) {
            drafts.extend(put_right(&law, file, (&recorded_by, day.1))?);
        }
    }
    desk::follow_units(tx, projects).await?;
    // What changed in these files may be a fact of others.
    let mut projects: BTreeSet<Uuid> = projects.iter().copied().collect();
    let open = projects.iter().filter_map(|id| tx.desk().files.get(id));
    let others: Vec<Uuid> = judged_by(open).into_iter().collect();
    desk::open_whoever_acts(tx, &others).await?;
    projects.extend(others);
    let files = &tx.desk().files;
    let ground = Ground::of(tx.db(), tx.jurisdiction(), &law, files).await?;
    for draft in drafts {
        tx.record(draft);
    }
    let projects: Vec<Uuid> = projects.into_iter().collect();
    let by = Arc::new(By {
        seal: tx.shared_seal(),
        law,
        ground,
        recorded_by,
        day,
    });
    if projects.len() > PART {
        return in_parts(tx, &by, &projects).await;
    }
    let files = by.assess(take(tx, &projects))?;
    for file in note(tx, files) {
        tx.desk_mut().files.insert(file.id(), file);
    }
    Ok(())
}

/// Assesses many projects some at a time: while what the law says of some is written, the next are
/// judged. No more than these are held, and nobody else is kept waiting.
async fn in_parts(tx: &mut Tx, by: &Arc<By>, projects: &[Uuid]) -> Result<(), Fault> {
    desk::make_room(tx).await?;
    let mut parts = projects.chunks(PART);
    let mut begin = |tx: &mut Tx| {
        let files = take(tx, parts.next()?);
        let by = Arc::clone(by);
        Some(spawn_blocking(move || by.assess(files)))
    };
    let mut next = begin(tx);
    while let Some(judging) = next {
        let files = judging.await;
        let files = files.map_err(|error| Fault::corrupt("assessment", error))??;
        next = begin(tx);
        let files = note(tx, files);
        desk::put_away(tx, files).await?;
    }
    Ok(())
}

/// Takes files off the desk.
fn take(tx: &mut Tx, projects: &[Uuid]) -> Vec<File> {
    let files = &mut tx.desk_mut().files;
    projects.iter().filter_map(|id| files.remove(id)).collect()
}

/// Notes what follows from the assessment of files besides what stands in them.
fn note(tx: &mut Tx, assessed: Vec<(File, Put)>) -> Vec<File> {
    let note = |(file, put): (File, Put)| {
        for draft in put.drafts {
            tx.record(draft);
        }
        for institution in put.institutions {
            tx.touch_institution(institution);
        }
        file
    };
    assessed.into_iter().map(note).collect()
}

/// What files are assessed by, and for whom.
struct By {
    seal: Arc<dyn Seal>,
    law: Arc<LocalLaw>,
    ground: Ground,
    recorded_by: String,
    day: (NaiveDate, DateTime<Utc>),
}

impl By {
    /// Puts what the law says of files into them.
    fn assess(&self, files: Vec<File>) -> Result<Vec<(File, Put)>, Fault> {
        let open: Vec<&File> = files.iter().collect();
        let judged = judge_all(&self.law, &open, &self.ground, self.day)?;
        let by = (self.recorded_by.as_str(), self.day);
        let put = |(mut file, (_, judged)): (File, _)| {
            let put = put(&self.law, &mut file, judged, by)?;
            desk::name_set(self.seal.as_ref(), &mut file)?;
            Ok((file, put))
        };
        files.into_iter().zip(judged).map(put).collect()
    }
}

/// Whether a step may be taken today, by the file as it lies open.
pub(crate) async fn may_step(tx: &mut Tx, project: Uuid, gate: &str) -> Result<StepOutcome, Fault> {
    let (law, today) = (tx.law().clone(), tx.today());
    tx.file(project).await?;
    let files = &tx.desk().files;
    let ground = Ground::of(tx.db(), tx.jurisdiction(), &law, files).await?;
    let file = tx.file(project).await?;
    let facts = facts_of(&law, file, &ground, today)?;
    let said = law.evaluate(&facts, today);
    let state = said
        .gate(gate)
        .ok_or_else(|| Fault::not_found("gate", gate))?;
    if state.status != GateStatus::Closed {
        let exceptions = state
            .opened_by_exception
            .iter()
            .map(|one| one.provision.clone());
        return Ok(StepOutcome::Granted {
            exceptions: exceptions.collect(),
        });
    }
    let mut blockers: Vec<Blocker> = state
        .blockers
        .iter()
        .map(|one| Blocker {
            pack: one.pack.clone(),
            version: version(&law, &one.pack, today)
                .unwrap_or_default()
                .to_owned(),
            provision: one.provision.clone(),
            needs: Vec::new(),
            because: json!(one.because),
        })
        .collect();
    for need in &state.needs {
        match blockers
            .iter_mut()
            .find(|blocker| blocker.provision == need.provision)
        {
            Some(blocker) => blocker.needs.push(need.fact.clone()),
            None => blockers.push(Blocker {
                pack: String::new(),
                version: String::new(),
                provision: need.provision.clone(),
                needs: vec![need.fact.clone()],
                because: json!([]),
            }),
        }
    }
    Ok(StepOutcome::GateClosed { blockers })
}
