use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};
use shuniu_entities::finding;
use shuniu_policy::assessment::{Assessment, GateStatus};
use uuid::Uuid;

use super::doubt::OF_DOUBT;
use super::duties::{lead_attachments, put_obligations};
use super::judge::Judged;
use super::rows::{OF_LAW, derived, gate_row};
use super::share::put_share;
use crate::desk::File;
use crate::fault::Fault;
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// What follows from an assessment besides what stands in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Put {
    /// What the ledger is to tell.
    pub(super) drafts: Vec<Draft>,
    /// Units that owe something else by the project than before.
    pub(super) institutions: Vec<Uuid>,
}

/// Puts what the law says of a file into it: what changed, and for which day and under which law
/// it was asked.
pub(super) fn put(
    law: &LocalLaw,
    file: &mut File,
    judged: Judged,
    (recorded_by, (today, now)): (&str, (NaiveDate, DateTime<Utc>)),
) -> Result<Put, Fault> {
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
    let moved = put_obligations(file, (&said, &same), today, &mut changes);
    let mut drafts = lead_attachments(file, (&same, &moved), (recorded_by, now))?;
    let institutions = put_share(file, &of_unit)?;
    put_gates(law, file, &said, today, &mut changes);
    put_findings(file, findings, &mut changes);
    put_summary(law, file, &said, stage, today, &mut changes);
    if !changes.is_empty() {
        drafts.push(told(file.id(), today, changes));
    }
    Ok(Put {
        drafts,
        institutions,
    })
}

/// What the ledger is to tell of a project. The changes are many, and become part of it as they are.
fn told(project: Uuid, today: NaiveDate, changes: Vec<Json>) -> Draft {
    let mut body = json!({"assessed_for": today});
    body["changes"] = Json::Array(changes);
    Draft {
        entity: "assessment",
        entity_id: Some(project),
        project_id: Some(project),
        body,
    }
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
