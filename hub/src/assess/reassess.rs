use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};
use shuniu_entities::finding;
use shuniu_policy::assessment::{Assessment, GateStatus};
use uuid::Uuid;

use super::Ground;
use super::beside::judged_by;
use super::doubt::OF_DOUBT;
use super::duties::{lead_attachments, put_obligations};
use super::facts::facts_of;
use super::judge::{Judged, judge_all};
use super::rows::{OF_LAW, because, derived, gate_row};
use super::share::put_share;
use crate::command::{Blocker, StepOutcome};
use crate::desk::{self, File};
use crate::fault::Fault;
use crate::law::LocalLaw;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Evaluates the law over the projects and puts what changed on the desk. What stayed the same
/// is not written, so that a second evaluation writes nothing.
pub(crate) async fn reassess(tx: &mut Tx, projects: &[Uuid]) -> Result<(), Fault> {
    if projects.is_empty() {
        return Ok(());
    }
    desk::open(tx, projects).await?;
    let mut drafts = desk::let_count(tx, projects);
    drafts.extend(weigh(tx, projects).await?);
    drafts.extend(desk::drop_unsaid(tx, projects));
    drafts.extend(desk::follow_corrections(tx, projects)?);
    let (law, today, now) = (tx.law().clone(), tx.today(), tx.now());
    // What changed in these files may be a fact of others.
    let mut projects: BTreeSet<Uuid> = projects.iter().copied().collect();
    let open = projects.iter().filter_map(|id| tx.desk().files.get(id));
    let others: Vec<Uuid> = judged_by(open).into_iter().collect();
    desk::open_whoever_acts(tx, &others).await?;
    projects.extend(others);
    let files = &tx.desk().files;
    let ground = Ground::of(tx.db(), tx.jurisdiction(), &law, files).await?;
    let recorded_by = tx.actor().subject.clone();
    let open: Vec<&File> = projects.iter().filter_map(|id| files.get(id)).collect();
    let judged = judge_all(&law, &open, &ground, (today, now))?;
    let mut institutions = BTreeSet::new();
    for (id, judged) in judged {
        let Some(file) = tx.desk_mut().files.get_mut(&id) else {
            continue;
        };
        let Judged {
            said,
            of_unit,
            stage,
            mut findings,
            doubts,
            same,
        } = judged;
        findings.extend(doubts);
        let mut changes = Vec::new();
        let moved = put_obligations(&law, file, (&said, &same), today, &mut changes);
        drafts.extend(lead_attachments(
            file,
            (&same, &moved),
            (&recorded_by, now),
        )?);
        institutions.extend(put_share(&law, file, &of_unit)?);
        put_gates(&law, file, &said, today, &mut changes);
        put_findings(file, findings, &mut changes);
        put_summary(&law, file, &said, stage, today, &mut changes);
        if !changes.is_empty() {
            let body = json!({"assessed_for": today, "changes": changes});
            drafts.push(Draft::of_project("assessment", id, id, body));
        }
    }
    for draft in drafts {
        tx.record(draft);
    }
    for institution in institutions {
        tx.touch_institution(institution);
    }
    Ok(())
}

/// Has the values count that count under the order of sources in force, and opens and closes what
/// sources disagree about. Values that were put into a file in this transaction were weighed as
/// they came; only a changed order finds anything left to weigh.
async fn weigh(tx: &mut Tx, projects: &[Uuid]) -> Result<Vec<Draft>, Fault> {
    let (law, now) = (tx.law().clone(), tx.now());
    let mut drafts = Vec::new();
    for id in projects {
        let Some(file) = tx.desk_mut().files.get_mut(id) else {
            continue;
        };
        drafts.extend(file.tell_days(&law, now)?);
        let weighed = file.weigh_all(&law, now);
        if !weighed.is_empty() {
            file.project.change();
            file.resolve();
        }
        drafts.extend(weighed);
        drafts.extend(file.compare(&law, now));
    }
    desk::follow_units(tx, projects).await?;
    Ok(drafts)
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
            provision: one.provision.clone(),
            needs: Vec::new(),
            because: because(law.pack_on(&one.pack, today), &one.because),
        })
        .collect();
    for need in &state.needs {
        match blockers
            .iter_mut()
            .find(|blocker| blocker.provision == need.provision)
        {
            Some(blocker) => blocker.needs.push(need.fact.clone()),
            None => blockers.push(Blocker {
                provision: need.provision.clone(),
                needs: vec![need.fact.clone()],
                because: json!([]),
            }),
        }
    }
    Ok(StepOutcome::GateClosed { blockers })
}

fn put_gates(
    law: &LocalLaw,
    file: &mut File,
    said: &Assessment,
    today: NaiveDate,
    changes: &mut Vec<Json>,
) {
    // A gate that no pack can close needs no row.
    let ruled = said
        .gates
        .iter()
        .filter(|gate| gate.status != GateStatus::NoRule);
    let rows: Vec<_> = ruled.map(|gate| gate_row(law, file, gate, today)).collect();
    let gone = file
        .gates
        .remove(|known| !rows.iter().any(|row| row.gate == known.gate));
    file.gone.gates.extend(gone.into_iter().map(|row| row.gate));
    for row in rows {
        let known = file.gates.iter().find(|known| known.gate == row.gate);
        let same = known.is_some_and(|known| {
            (
                &known.state,
                &known.blockers,
                &known.needs,
                &known.exceptions,
            ) == (&row.state, &row.blockers, &row.needs, &row.exceptions)
        });
        if same {
            continue;
        }
        if known.is_none_or(|known| known.state != row.state) {
            changes.push(json!({"gate": row.gate, "state": row.state}));
        }
        match file.gates.change(|known| known.gate == row.gate) {
            Some(stored) => *stored = row,
            None => file.gates.add(row),
        }
    }
}

fn put_findings(file: &mut File, mut rows: Vec<finding::Model>, changes: &mut Vec<Json>) {
    rows.sort_by(|one, other| one.code.cmp(&other.code));
    rows.dedup_by(|one, other| one.code == other.code);
    let mut gone = file.findings.remove(|known| {
        let computed = known.code.starts_with(OF_LAW) || known.code.starts_with(OF_DOUBT);
        computed && !rows.iter().any(|row| row.code == known.code)
    });
    gone.sort_by(|one, other| one.code.cmp(&other.code));
    for row in gone {
        changes.push(json!({"finding": row.code, "gone": true}));
        file.gone.findings.push(row.code);
    }
    for row in rows {
        let known = file.findings.iter().find(|known| known.code == row.code);
        match known.map(|known| known.detail == row.detail) {
            Some(true) => {}
            Some(false) => {
                if let Some(stored) = file.findings.change(|known| known.code == row.code) {
                    stored.detail = row.detail;
                }
            }
            None => {
                changes.push(json!({"finding": row.code}));
                file.findings.add(row);
            }
        }
    }
}

fn put_summary(
    law: &LocalLaw,
    file: &mut File,
    said: &Assessment,
    stage: Option<String>,
    today: NaiveDate,
    changes: &mut Vec<Json>,
) {
    let project = file.project.get();
    let stage = stage.unwrap_or_else(|| "-".to_owned());
    let derived = derived(law, said);
    if project.stage != stage {
        changes.push(json!({"stage": {"was": project.stage, "is": stage}}));
    }
    if !changes.is_empty() || project.derived != derived {
        let project = file.project.change();
        project.stage = stage;
        project.derived = derived;
    }
    // That it was looked at again is no change of the project: nobody who works on it is disturbed.
    let project = file.project.note();
    let noted = (
        project.next_change_on,
        project.assessed_for,
        project.assessed_under.as_deref(),
    );
    if noted == (said.next_change_on, Some(today), Some(law.digest())) {
        return;
    }
    project.next_change_on = said.next_change_on;
    project.assessed_for = Some(today);
    project.assessed_under = Some(law.digest().to_owned());
    file.assessed_anew = true;
}
