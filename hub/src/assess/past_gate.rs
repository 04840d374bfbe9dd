use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};
use shuniu_entities::{finding, project_event};
use shuniu_policy::assessment::{Gate, GateStatus};
use shuniu_policy::facts::Facts;
use shuniu_policy::vocabulary::{Definition, Family};

use super::once::Once;
use super::rows::{OF_LAW, blocker};
use crate::desk::File;
use crate::law::LocalLaw;

/// A command asks, a fact reports: a step that was taken although its gate was closed on that
/// day is recorded as it was reported, and the broken rules become a finding.
///
/// A step of one day is one finding, however many systems report it and under whatever number.
///
/// Only what is known to have stood against the step counts; what is merely unknown does not,
/// nor does a day before the project was followed.
///
/// Events, documents and exceptions count from their day on. Attributes (a budget, a kind of
/// build) are taken as they are known now: they carry the day on which they were recorded, not
/// one since which they were true, and a correction mends what was wrong all along. So a past
/// day is judged everywhere: what was owed that day, by what is known now.
pub(super) fn past_closed_gates(
    law: &LocalLaw,
    file: &File,
    (once, facts): (&Once<'_>, &Facts),
    (today, now): (NaiveDate, DateTime<Utc>),
) -> Vec<finding::Model> {
    let followed = file.project.get().tracked_since;
    let mut findings = Vec::new();
    for gate in law.vocabulary().all(Family::Gate) {
        let Some(kind) = gate.taken_by.as_deref() else {
            continue;
        };
        let steps = once
            .events
            .iter()
            .filter(|told| told.row.kind == kind && told.on <= today)
            .filter(|told| followed.is_none_or(|since| since <= told.on));
        let mut days: BTreeMap<NaiveDate, Vec<&project_event::Model>> = BTreeMap::new();
        for step in steps {
            days.entry(step.on).or_default().extend(&step.rows);
        }
        for (day, mut told) in days {
            told.sort_by_key(|step| step.id);
            // The step itself must not open or close the gate that it went through.
            let ids = told.iter().map(|step| step.id.to_string());
            let before = ids.fold(Cow::Borrowed(facts), |facts, id| {
                Cow::Owned(facts.without_record(&id))
            });
            let state = law.evaluate_gate(&before, day, &gate.name);
            let closed = state.filter(|state| state.status == GateStatus::Closed);
            if let Some(state) = closed.filter(|state| !state.blockers.is_empty()) {
                findings.push(row(law, file, (day, &told), gate, &state, now));
            }
        }
    }
    findings
}

fn row(
    law: &LocalLaw,
    file: &File,
    (day, steps): (NaiveDate, &[&project_event::Model]),
    gate: &Definition,
    state: &Gate,
    now: DateTime<Utc>,
) -> finding::Model {
    let step = steps.first();
    let told_by = steps
        .iter()
        .map(|step| json!({"event": step.id, "source": step.source}));
    let told_by: Vec<Json> = told_by.collect();
    let blockers = state.blockers.iter().map(|one| blocker(law, one, day));
    let blockers: Vec<Json> = blockers.collect();
    let mut articles: Vec<(&str, String)> = Vec::new();
    for one in &state.blockers {
        let pack = law.pack_on(&one.pack, day);
        let stands = pack.and_then(|pack| Some((pack, pack.provision(&one.provision)?)));
        let article = stands.map_or_else(
            || (one.provision.as_str(), one.provision.clone()),
            |(pack, one)| (one.article.as_str(), pack.article_in_english(&one.article)),
        );
        if !articles.contains(&article) {
            articles.push(article);
        }
    }
    let (articles, in_english): (Vec<&str>, Vec<String>) = articles.into_iter().unzip();
    let (zh, en) = taken(law, gate);
    finding::Model {
        jurisdiction_id: file.key().jurisdiction,
        project_id: file.id(),
        code: format!("{OF_LAW}step_past_closed_gate:{}:{day}", gate.name),
        provision: state.blockers.first().map(|one| one.provision.clone()),
        detail: json!({
            "zh": format!("{day}{zh}；当日依{}，该步骤不应进行", articles.join("、")),
            "en": format!("{en} on {day}, a day on which {} kept the step closed", in_english.join(" and ")),
            "gate": gate.name, "event": step.map(|step| step.id), "source": step.map(|step| &step.source), "told": told_by,
            "blockers": blockers,
        }),
        found_at: now,
    }
}

/// What happened when the step was taken.
fn taken(law: &LocalLaw, gate: &Definition) -> (String, String) {
    let event = gate.taken_by.as_deref();
    let event = event.and_then(|kind| law.vocabulary().get(Family::Event, kind));
    match event.and_then(|event| event.phrase.clone()) {
        Some(phrase) => phrase,
        None => (gate.zh.clone(), gate.en.clone()),
    }
}
