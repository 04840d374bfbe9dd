use serde_json::json;
use shuniu_policy::{Period, PeriodKind};

use super::{
    attested::{File, handed_in},
    life::{Milestone as M, later},
    plan::Plan,
};

/// What the people of a 巴州 project hand in.
pub(super) fn add(plan: &mut Plan, file: &mut File) {
    if let Some(day) = plan.day(M::Application) {
        let parts = json!({ "parts": [
            "application_form", "feasibility_report", "data_resource_catalogue", "sharing_list",
            "demand_list",
        ]});
        file.document("application_material", day, parts);
    }
    if let Some(day) = plan.day(M::Plan)
        && let Some(on) = handed_in(plan, day, 24)
    {
        file.document("implementation_scheme", on, json!({}));
        file.document("progress_schedule", on, json!({}));
    }
    if let Some(day) = plan.day(M::Contract) {
        file.event("contract_filed", handed_in(plan, day, 8));
        if let Some(on) = handed_in(plan, day, 8) {
            file.document("contract_copy", on, json!({}));
        }
        if plan.budget.get() >= 100_000_000 && plan.dice.chance(75) {
            file.document("supervision_contract", day, json!({}));
        }
    }
    quarters(plan, file);
    if let Some(day) = plan.day(M::TrialEnd)
        && plan.dice.chance(85)
    {
        file.document("test_report", day, json!({ "subject": "third_party" }));
    }
    if let Some(day) = plan.day(M::TrialEnd)
        && plan.dice.chance(75)
    {
        let attributes = json!({ "matter": "acceptance", "by": "data_bureau" });
        file.document("consent", later(day, 3), attributes);
    }
    if let Some(day) = plan.day(M::Final)
        && let Some(on) = handed_in(plan, day, 8)
    {
        file.document("acceptance_report", on, json!({}));
    }
    if let Some(day) = plan.day(M::Evaluated) {
        file.document("evaluation_report", day, json!({}));
    }
}

/// Progress is reported at the end of each quarter from start to final acceptance.
fn quarters(plan: &mut Plan, file: &mut File) {
    let Some(start) = plan.day(M::Start) else {
        return;
    };
    let end = plan.day(M::Final).unwrap_or(plan.today);
    let mut quarter = Period::containing(PeriodKind::Quarter, start);
    while quarter.last_day() <= end {
        let on = later(quarter.last_day(), 0);
        let punctual = if plan.diligent { 95 } else { 50 };
        if plan.dice.chance(punctual) {
            file.report("quarterly_progress_report", quarter, on);
            file.report("architecture_self_check_report", quarter, on);
        }
        quarter = quarter.next();
    }
}
