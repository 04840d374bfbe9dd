use serde_json::json;

use super::{
    attested::File,
    life::{Milestone as M, later},
    plan::Plan,
};

/// What the people of a 亭湖 project hand in: mostly in time, sometimes late, sometimes never.
pub(super) fn add(plan: &mut Plan, file: &mut File) {
    file.event("initial_acceptance_passed", plan.day(M::Initial));
    if let Some(day) = plan.day(M::Application) {
        let parts = json!({ "parts": [
            "application_form", "scheme", "basis", "cost_assessment", "crypto_plan",
            "network_security_plan", "data_resource_chapter", "sharing_list", "opening_list",
            "authorised_operation_list", "digital_asset_catalogue",
        ]});
        file.document("application_material", day, parts);
        if !plan.is_full_process() && plan.dice.chance(80) {
            let on = later(day, plan.dice.between(1, 9));
            let attributes = json!({ "matter": "project", "with": "data_bureau" });
            file.document("filing", on, attributes);
        }
    }
    if let Some(on) = plan
        .day(M::Approval)
        .and_then(|day| handed_in(plan, day, 12))
    {
        let attributes = json!({ "matter": "project_basic_information", "with": "cyberspace" });
        file.document("filing", on, attributes);
    }
    if let Some(day) = plan.day(M::Contract) {
        file.event("contract_filed", handed_in(plan, day, 8));
        let parts = json!({ "parts": [
            "intellectual_property", "data_rights", "data_security", "confidentiality",
            "maintenance_period",
        ]});
        file.document("contract_clauses", day, parts);
        if plan.dice.chance(85) {
            file.document("confidentiality_agreement", day, json!({}));
        }
    }
    if let Some(day) = plan.day(M::Initial) {
        file.document("initial_acceptance_report", day, json!({}));
    }
    if let Some(day) = plan.day(M::TrialEnd) {
        for subject in ["function_performance", "security"] {
            if plan.dice.chance(88) {
                file.document("test_report", day, json!({ "subject": subject }));
            }
        }
        file.event("testing_completed", Some(day));
    }
    if let Some(day) = plan.day(M::Final) {
        file.event("archive_acceptance_passed", Some(day));
        if let Some(on) = handed_in(plan, day, 25) {
            file.document("acceptance_report", on, json!({}));
        }
        if plan.dice.chance(60) {
            file.document("surplus_return_record", later(day, 30), json!({}));
        }
    }
    if let Some(day) = plan.day(M::Operation)
        && plan.dice.chance(65)
    {
        file.document("asset_registration", later(day, 14), json!({}));
    }
    if let Some(day) = plan.day(M::Evaluated) {
        file.document("self_evaluation_report", day, json!({}));
    }
}

/// The day something was handed in: within `usual` days by the diligent; by others never, or
/// about three weeks too late.
pub(super) fn handed_in(
    plan: &mut Plan,
    from: chrono::NaiveDate,
    usual: u64,
) -> Option<chrono::NaiveDate> {
    if plan.diligent {
        return Some(later(from, plan.dice.between(1, usual)));
    }
    let belated = plan.dice.chance(40);
    let days = usual + plan.dice.between(14, 28);
    belated.then(|| later(from, days))
}
