use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};
use shuniu_policy::Period;

use super::{
    AttestedProject, bayingolin, dongzhi, facts, huoqiu,
    life::{Milestone as M, later},
    meixian, municipal,
    place::Place,
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
    procurement(plan, &mut file);
    // What the approval platform was not told (see `approvals`).
    if plan.nth % 2 == 1 {
        file.event("implementation_started", plan.day(M::Start));
        file.event("construction_completed", plan.day(M::Completed));
    }
    file.event("trial_run_started", plan.day(M::TrialStart));
    file.event("trial_run_ended", plan.day(M::TrialEnd));
    file.event("final_acceptance_passed", plan.day(M::Final));
    file.event("system_in_operation", plan.day(M::Operation));
    // Before final acceptance most have their archive accepted and their panel formed.
    if let Some(day) = plan.ready_on() {
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
    match plan.place {
        Place::Tinghu => tinghu::add(plan, &mut file),
        Place::Bayingolin => bayingolin::add(plan, &mut file),
        Place::Dongzhi => dongzhi::add(plan, &mut file),
        Place::Meixian => meixian::add(plan, &mut file),
        Place::Huoqiu => huoqiu::add(plan, &mut file),
    }
    file.events.sort_by_key(|event| event.on);
    AttestedProject {
        region: plan.region,
        declare_no: plan.declare_no.clone(),
        project_code: plan.code.clone(),
        name: plan.name.clone(),
        unit_credit_code: plan.unit.code.clone(),
        // One in eleven came in old, and nobody vouches for its past.
        tracked_since: plan.day(M::Application).filter(|_| plan.nth % 11 != 9),
        facts: facts::attested(plan),
        events: file.events,
        documents: file.documents,
        reports: file.reports,
        to_register: plan.code.is_some() && !municipal::knows(plan),
        assets: Vec::new(),
    }
}

/// What the law of procurement asks for, in every place alike.
fn procurement(plan: &mut Plan, file: &mut File) {
    let Some(day) = plan.day(M::Tender) else {
        return;
    };
    file.event("tender_documents_issued", Some(day));
    if let Some(award) = plan.day(M::Award) {
        file.event("bids_closed", Some(later(day, 21).min(award)));
        file.document("award_announcement", award, json!({}));
    }
    if let Some(day) = plan.day(M::Contract)
        && plan.dice.chance(88)
    {
        let days = plan.dice.between(0, 2);
        file.document("contract_announcement", later(day, days), json!({}));
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

/// The day something was handed in: within `usual` days by the diligent; by others never, or
/// about three weeks too late.
pub(super) fn handed_in(plan: &mut Plan, from: NaiveDate, usual: u64) -> Option<NaiveDate> {
    if plan.diligent {
        return Some(later(from, plan.dice.between(1, usual)));
    }
    let belated = plan.dice.chance(40);
    let days = usual + plan.dice.between(14, 28);
    belated.then(|| later(from, days))
}

fn map(attributes: Value) -> BTreeMap<String, Value> {
    match attributes {
        Value::Object(object) => object.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}
