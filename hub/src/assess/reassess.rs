use std::collections::BTreeSet;

use serde_json::json;
use shuniu_policy::assessment::GateStatus;
use uuid::Uuid;

use super::Ground;
use super::beside::judged_by;
use super::facts::facts_of;
use super::judge::judge_all;
use super::put::put;
use super::put_right::put_right;
use super::rows::version;
use crate::command::{Blocker, StepOutcome};
use crate::desk::{self, File};
use crate::fault::Fault;
use crate::transact::Tx;

/// Evaluates the law over the projects and puts what changed on the desk. What stayed the same
/// is not written, so that a second evaluation writes nothing.
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
    let open: Vec<&File> = projects.iter().filter_map(|id| files.get(id)).collect();
    let judged = judge_all(&law, &open, &ground, day)?;
    let mut institutions = BTreeSet::new();
    for (id, judged) in judged {
        let Some(file) = tx.desk_mut().files.get_mut(&id) else {
            continue;
        };
        let put = put(&law, file, judged, (&recorded_by, day))?;
        drafts.extend(put.drafts);
        institutions.extend(put.institutions);
    }
    for draft in drafts {
        tx.record(draft);
    }
    for institution in institutions {
        tx.touch_institution(institution);
    }
    Ok(())
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
