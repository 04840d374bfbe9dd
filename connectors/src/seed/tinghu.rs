use serde_json::json;

use super::{
    attested::{File, handed_in},
    life::{Milestone as M, later},
    plan::Plan,
};

/// What the people of a 亭湖 project hand in: mostly in time, sometimes late, sometimes never.
pub(super) fn add(plan: &mut Plan, file: &mut File) {
    file.event("initial_acceptance_passed", plan.day(M::Initial));
    if let Some(day) = plan.day(M::Application) {
        let mut parts = vec![
            "application_form",
            "scheme",
            "basis",
            "cost_assessment",
            "crypto_plan",
            "network_security_plan",
            "data_resource_chapter",
            "sharing_list",
            "opening_list",
            "authorised_operation_list",
            "digital_asset_catalogue",
        ];
        if plan.dice.chance(85) {
            parts.push("feasibility_report");
        }
        file.document("application_material", day, json!({ "parts": parts }));
        if !plan.is_full_process() && plan.dice.chance(80) {
            let on = later(day, plan.dice.between(1, 9));
            let attributes = json!({ "matter": "project", "with": "data_bureau" });
            file.document("filing", on, attributes);
        }
        if !plan.is_full_process() {
            if plan.dice.chance(80) {
                file.document("review_opinion", later(day, 5), json!({ "by": "internal" }));
            }
            if plan.dice.chance(75) {
                let attributes = json!({ "matter": "project", "with": "municipal_system" });
                file.document("filing", later(day, 12), attributes);
            }
        }
    }
    if let Some(on) = plan
        .day(M::Approval)
        .and_then(|day| handed_in(plan, day, 12))
    {
        let attributes = json!({ "matter": "project_basic_information", "with": "cyberspace" });
        file.document("filing", on, attributes);
    }
    if let Some(day) = plan.day(M::Tender) {
        // The clauses stand in the procurement documents already.
        let mut parts = vec!["intellectual_property", "data_rights", "data_security"];
        if plan.dice.chance(80) {
            parts.extend(["confidentiality", "maintenance_period"]);
        }
        file.document("contract_clauses", day, json!({ "parts": parts }));
    }
    if let Some(day) = plan.day(M::Contract) {
        file.event("contract_filed", handed_in(plan, day, 8));
        if plan.dice.chance(85) {
            file.document("confidentiality_agreement", day, json!({}));
        }
    }
    if let Some(day) = plan.day(M::Initial) {
        file.document("initial_acceptance_report", day, json!({}));
        if plan.dice.chance(75) {
            file.document("system_adjustment_record", later(day, 2), json!({}));
        }
    }
    if let Some(day) = plan.day(M::TrialEnd) {
        for subject in ["function_performance", "security", "third_party"] {
            if plan.dice.chance(88) {
                file.document("test_report", day, json!({ "subject": subject }));
            }
        }
        file.event("testing_completed", Some(day));
        // What final acceptance asks for, got ready beforehand.
        for kind in ["final_self_assessment_report", "acceptance_documents"] {
            if plan.dice.chance(88) {
                file.document(kind, later(day, 1), json!({}));
            }
        }
        if plan.dice.chance(80) {
            file.document("guidance_record", later(day, 1), json!({}));
        }
    }
    if let Some(day) = plan.day(M::Final) {
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
