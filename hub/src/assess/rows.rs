use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};
use shuniu_entities::{Key, finding, gate_state, obligation};
use shuniu_policy::assessment::{
    Assessment, Blocker, DerivedValue, FindingReport, Gate, GateStatus, Obligation, Proof,
};
use shuniu_policy::facts::{Source, Value};
use uuid::Uuid;

use super::owed::Owed;
use crate::desk::{File, Standing, WHOLE};
use crate::law::LocalLaw;

/// Findings of the law begin with this; others are kept when the law is evaluated.
pub(super) const OF_LAW: &str = "law:";

pub(super) fn obligation_row(
    file: &File,
    said: &Obligation,
    today: NaiveDate,
) -> obligation::Model {
    let project = file.project.get();
    let owed = Owed::of(said);
    obligation::Model {
        jurisdiction_id: project.jurisdiction_id,
        id: Uuid::now_v7(),
        project_id: project.id,
        unit_id: project.unit_id,
        fulfilled_by: Some(proofs(file, &said.fulfilled_by)),
        assessed_for: today,
        provision: owed.provision,
        pack_id: owed.pack_id,
        pack_version: owed.pack_version,
        subject: owed.subject,
        occurrence: owed.occurrence,
        period: owed.period,
        triggered_on: owed.triggered_on,
        earliest_on: owed.earliest_on,
        due_on: owed.due_on,
        latest_on: owed.latest_on,
        last_on: owed.last_on,
        fulfilled_on: owed.fulfilled_on,
        undated: Some(owed.undated),
        observed_through: owed.observed_through,
        incurable: owed.incurable,
        undetermined: owed.undetermined,
        provisional: owed.provisional,
        attention_on: owed.attention_on,
        needs: owed.needs,
        flags: owed.flags,
        because: owed.because,
        fault: owed.fault,
    }
}

/// What performed a duty, by the rows of the file.
fn proofs(file: &File, said: &[Proof]) -> Json {
    let current = |standing: &str| standing == Standing::Current.as_str();
    let one = |proof: &Proof| {
        let (kind, id) = match proof {
            Proof::Record { source, id } => {
                let id = Uuid::parse_str(id).ok()?;
                let kind = match source {
                    Source::Event => "event",
                    Source::Document if file.quotas.iter().any(|row| row.id == id) => {
                        "budget_quota"
                    }
                    Source::Document if file.payments.iter().any(|row| row.id == id) => "payment",
                    Source::Document => "document",
                };
                (kind, id)
            }
            Proof::Report { kind, period, on } => {
                let period = period.to_string();
                let row = file.reports.iter().find(|row| {
                    (&row.kind, &row.period, row.submitted_on) == (kind, &period, *on)
                        && current(&row.standing)
                })?;
                ("report", row.id)
            }
            Proof::Fact { name } => {
                let mut rows = file.facts.iter();
                let row = rows.find(|row| row.name == *name && current(&row.standing))?;
                ("fact", row.id)
            }
        };
        Some(json!({"kind": kind, "id": id}))
    };
    said.iter().filter_map(one).collect()
}

/// Whether two rows are of the same duty.
pub(super) fn same_duty(one: &obligation::Model, other: &obligation::Model) -> bool {
    one.provision == other.provision
        && one.subject == other.subject
        && one.occurrence == other.occurrence
        && one.period == other.period
}

/// Whether they say the same, whenever they were assessed.
pub(super) fn same_content(one: &obligation::Model, other: &obligation::Model) -> bool {
    let undated = |row: &obligation::Model| obligation::Model {
        id: Uuid::nil(),
        assessed_for: NaiveDate::MIN,
        ..row.clone()
    };
    undated(one) == undated(other)
}

pub(super) fn gate_row(
    law: &LocalLaw,
    file: &File,
    said: &Gate,
    today: NaiveDate,
) -> gate_state::Model {
    let state = match said.status {
        GateStatus::Open => "open",
        GateStatus::Closed => "closed",
        GateStatus::NoRule => "no_rule",
    };
    let listed = |all: &[Blocker]| all.iter().map(|one| blocker(law, one, today)).collect();
    let needs: Vec<Json> = said
        .needs
        .iter()
        .map(|need| json!({"fact": need.fact, "provision": need.provision}))
        .collect();
    gate_state::Model {
        jurisdiction_id: file.key().jurisdiction,
        project_id: file.id(),
        gate: said.gate.clone(),
        state: state.to_owned(),
        blockers: listed(&said.blockers),
        needs: json!(needs),
        exceptions: listed(&said.opened_by_exception),
        assessed_for: today,
    }
}

/// What closes a gate, with the version of the pack by which it was judged on a day.
pub(super) fn blocker(law: &LocalLaw, said: &Blocker, day: NaiveDate) -> Json {
    json!({
        "pack": said.pack, "version": version(law, &said.pack, day),
        "provision": said.provision, "because": said.because,
    })
}

pub(super) fn version<'a>(law: &'a LocalLaw, pack: &str, day: NaiveDate) -> Option<&'a str> {
    law.pack_on(pack, day).map(|pack| pack.version.as_str())
}

pub(crate) fn finding_row(
    law: &LocalLaw,
    project: Key,
    said: &FindingReport,
    (today, at): (NaiveDate, DateTime<Utc>),
) -> finding::Model {
    let subject = said.subject.as_deref().unwrap_or(WHOLE);
    finding::Model {
        jurisdiction_id: project.jurisdiction,
        project_id: project.id,
        code: format!("{OF_LAW}{}:{}:{subject}", said.code, said.provision),
        provision: Some(said.provision.clone()),
        detail: json!({
            "zh": said.text.zh, "en": said.text.en,
            "pack": said.pack, "version": version(law, &said.pack, today), "because": said.because,
        }),
        found_at: at,
    }
}

pub(crate) fn derived(law: &LocalLaw, said: &Assessment) -> Json {
    let one = |value: &DerivedValue| {
        let entry = json!({
            "value": value.value.as_ref().map(plain), "needs": value.needs, "by": value.by,
            "pack": value.pack, "version": version(law, &value.pack, said.assessed_for),
            "because": value.because,
        });
        (value.name.clone(), entry)
    };
    Json::Object(said.derived.iter().map(one).collect())
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Int(number) => json!(number),
        Value::Bool(truth) => json!(truth),
        Value::List(words) => json!(words),
        other => json!(other.to_string()),
    }
}
