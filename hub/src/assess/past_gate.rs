use chrono::{DateTime, Utc};
use serde_json::json;
use shuniu_entities::{finding, project_event};
use shuniu_policy::assessment::{Gate, GateStatus};
use shuniu_policy::vocabulary::{Definition, Family};

use super::Observed;
use super::facts::facts_without;
use super::rows::{OF_LAW, because};
use crate::desk::{File, Standing};
use crate::fault::Fault;
use crate::law::LocalLaw;

/// A command asks, a fact reports: a step that was taken although its gate was closed on that
/// day is recorded as it was reported, and the broken rules become a finding.
///
/// Only what is known to have stood against the step counts; what is merely unknown does not,
/// nor does a day before the project was followed.
pub(super) fn past_closed_gates(
    law: &LocalLaw,
    file: &File,
    observed: &Observed,
    now: DateTime<Utc>,
) -> Result<Vec<finding::Model>, Fault> {
    let followed = file.project.get().tracked_since;
    let mut findings = Vec::new();
    for gate in law.vocabulary().all(Family::Gate) {
        let Some(kind) = gate.taken_by.as_deref() else {
            continue;
        };
        let steps = file.events.iter().filter(|row| {
            row.kind == kind
                && row.standing == Standing::Current.as_str()
                && followed.is_none_or(|since| since <= row.occurred_on)
        });
        for step in steps {
            let facts = facts_without(law, file, observed, Some(step.id))?;
            let said = law.evaluate(&facts, step.occurred_on);
            let state = said.gate(&gate.name);
            let closed = state.filter(|state| state.status == GateStatus::Closed);
            if let Some(state) = closed.filter(|state| !state.blockers.is_empty()) {
                findings.push(row(law, file, step, gate, state, now));
            }
        }
    }
    Ok(findings)
}

fn row(
    law: &LocalLaw,
    file: &File,
    step: &project_event::Model,
    gate: &Definition,
    state: &Gate,
    now: DateTime<Utc>,
) -> finding::Model {
    let blockers: Vec<_> = state
        .blockers
        .iter()
        .map(|one| json!({"provision": one.provision, "because": because(law, &one.pack, &one.because)}))
        .collect();
    finding::Model {
        jurisdiction_id: file.key().jurisdiction,
        project_id: file.id(),
        code: format!(
            "{OF_LAW}step_past_closed_gate:{}:{}:{}",
            gate.name, step.occurrence, step.occurred_on
        ),
        provision: state.blockers.first().map(|one| one.provision.clone()),
        detail: json!({
            "zh": format!("{}已于{}发生，当日该步骤不得进行", gate.zh, step.occurred_on),
            "en": format!("{} was reported for {}, when it was closed", gate.en, step.occurred_on),
            "gate": gate.name, "event": step.id, "source": step.source, "blockers": blockers,
        }),
        found_at: now,
    }
}
