use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};
use shuniu_policy::Period;

use super::{
    AttestedProject, bazhou, facts,
    life::{Milestone as M, later},
    plan::Plan,
    tinghu,
};
use crate::contract::{DocumentRecord, EventRecord, ReportRecord};

/// A project's file as its people keep it. Nothing dated after today gets in.
#[derive(Debug)]
pub(super) struct File {
    today: NaiveDate,
    pub(super) events: Vec<EventRecord>,
    pub(super) documents: Vec<DocumentRecord>,
    pub(super) reports: Vec<ReportRecord>,
}

/// What people know of a project.
pub(super) fn file(plan: &mut Plan) -> AttestedProject {
    let mut file = File {
        today: plan.today,
        events: Vec::new(),
        documents: Vec::new(),
        reports: Vec::new(),
    };
    // What the approval platform was not told (see `approvals`).
    if plan.index % 2 == 1 {
        file.event("implementation_started", plan.day(M::Start));
        file.event("construction_completed", plan.day(M::Completed));
    }
    file.event("trial_run_started", plan.day(M::TrialStart));
    file.event("trial_run_ended", plan.day(M::TrialEnd));
    file.event("final_acceptance_passed", plan.day(M::Final));
    file.event("system_in_operation", plan.day(M::Operation));
    // Before final acceptance most have their archive accepted and their panel formed.
    if let Some(day) = plan.day(M::TrialEnd) {
        let ready = |plan: &mut Plan| {
            let early = plan.dice.chance(70).then(|| later(day, 2));
            early.or(plan.day(M::Final))
        };
        file.event("archive_acceptance_passed", ready(plan));
        if let Some(day) = ready(plan) {
            let panel = json!({ "panel_size": 5, "external": true });
            file.event_with("acceptance_panel_formed", day, panel);
        }
    }
    if let Some(day) = plan.day(M::Final) {
        file.event_with("final_acceptance_held", day, json!({ "open_issues": 0 }));
    }
    if plan.is_tinghu() {
        tinghu::add(plan, &mut file);
    } else {
        bazhou::add(plan, &mut file);
    }
    file.events.sort_by_key(|event| event.on);
    AttestedProject {
        region: plan.region,
        declare_no: plan.declare_no.clone(),
        project_code: plan.code.clone(),
        name: plan.name.clone(),
        unit_credit_code: plan.unit.code.clone(),
        // One in eleven came in old, and nobody vouches for its past.
        tracked_since: plan.day(M::Application).filter(|_| plan.index % 11 != 9),
        facts: facts::attested(plan),
        events: file.events,
        documents: file.documents,
        reports: file.reports,
    }
}

impl File {
    pub(super) fn event(&mut self, kind: &str, on: Option<NaiveDate>) {
        if let Some(on) = on {
            self.event_with(kind, on, json!({}));
        }
    }

    pub(super) fn event_with(&mut self, kind: &str, on: NaiveDate, attributes: Value) {
        if on <= self.today {
            self.events.push(EventRecord {
                kind: kind.to_owned(),
                on,
                attributes: map(attributes),
                occurrence_key: None,
            });
        }
    }

    pub(super) fn document(&mut self, kind: &str, on: NaiveDate, attributes: Value) {
        if on <= self.today {
            self.documents.push(DocumentRecord {
                kind: kind.to_owned(),
                on: Some(on),
                attributes: map(attributes),
                occurrence_key: None,
            });
        }
    }

    pub(super) fn report(&mut self, kind: &str, period: Period, on: NaiveDate) {
        if on <= self.today {
            self.reports.push(ReportRecord {
                kind: kind.to_owned(),
                period,
                on,
            });
        }
    }
}

fn map(attributes: Value) -> BTreeMap<String, Value> {
    match attributes {
        Value::Object(object) => object.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}
