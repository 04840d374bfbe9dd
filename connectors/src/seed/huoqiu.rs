use chrono::{Datelike, Days, NaiveDate};
use serde_json::json;
use shuniu_policy::{Period, PeriodKind};

use super::{
    attested::{File, handed_in},
    life::{Milestone as M, later},
    plan::Plan,
};

/// What the people of a 霍邱 project hand in.
pub(super) fn add(plan: &mut Plan, file: &mut File) {
    apply(plan, file);
    if let Some(day) = plan.day(M::Expert) {
        let last = json!({ "parts": ["final_version"] });
        file.document("application_material", later(day, 8), last);
    }
    if let Some(day) = plan.day(M::Consent) {
        let consent = json!({ "matter": "annual_plan", "by": "government" });
        file.document("consent", day, consent);
    }
    if let Some(on) = plan.day(M::Plan).and_then(|day| handed_in(plan, day, 12)) {
        file.document("implementation_plan_form", on, json!({}));
    }
    if let Some(day) = plan.day(M::Contract) {
        file.event("contract_filed", handed_in(plan, day, 8));
    }
    if let Some(day) = plan.day(M::Start) {
        if plan.dice.chance(85) {
            file.document("progress_schedule", later(day, 2), json!({}));
        }
        if plan.dice.chance(70) {
            file.document("payment_request", later(day, 10), json!({}));
        }
        months(plan, file, day);
    }
    if let Some(day) = plan.day(M::Initial) {
        file.event("initial_acceptance_passed", Some(day));
        file.document("initial_acceptance_report", day, json!({}));
        if let Some(on) = handed_in(plan, day, 20) {
            file.document("completion_report", on, json!({}));
            file.document("final_acceptance_application", on, json!({}));
        }
    }
    if let Some(day) = plan.day(M::Final)
        && plan.dice.chance(88)
    {
        file.document("acceptance_report", later(day, 3), json!({}));
    }
    if let Some(day) = plan.day(M::Settled) {
        file.event("price_settlement_completed", Some(day));
        file.event("final_accounts_completed", Some(later(day, 4)));
        if plan.dice.chance(85) {
            file.document("settlement_record", later(day, 6), json!({}));
        }
    }
    if let Some(day) = plan.day(M::Operation)
        && plan.dice.chance(70)
    {
        file.document("asset_registration", later(day, 14), json!({}));
        file.document("archive_transfer_record", later(day, 20), json!({}));
    }
}

/// Before and with the application, in the year before the plan's.
fn apply(plan: &mut Plan, file: &mut File) {
    let Some(day) = plan.day(M::Application) else {
        return;
    };
    let before = day.checked_sub_days(Days::new(6)).unwrap_or(day);
    if plan.dice.chance(92) {
        file.document("review_opinion", before, json!({ "by": "internal" }));
    }
    for role in ["leader_in_charge", "responsible_person"] {
        if plan.dice.chance(88) {
            file.document("appointment", before, json!({ "role": role }));
        }
    }
    let mut parts = vec!["application_form", "basis"];
    if plan.dice.chance(92) {
        parts.extend(["scheme", "survey_report"]);
    }
    file.document("application_material", day, json!({ "parts": parts }));
    file.report("annual_application", Period::Year(day.year() + 1), day);
}

/// Progress is reported by the twentieth of each month from start to final acceptance.
fn months(plan: &mut Plan, file: &mut File, start: NaiveDate) {
    let end = plan.day(M::Final).unwrap_or(plan.today);
    let mut month = Period::containing(PeriodKind::Month, start);
    loop {
        let due = month.first_day().checked_add_days(Days::new(19));
        let Some(due) = due.filter(|due| *due <= end) else {
            return;
        };
        let punctual = if plan.diligent { 94 } else { 60 };
        if due >= start && plan.dice.chance(punctual) {
            let ahead = Days::new(plan.dice.between(0, 4));
            let on = due.checked_sub_days(ahead).unwrap_or(due).max(start);
            file.report("monthly_progress_report", month, on);
        }
        month = month.next();
    }
}
