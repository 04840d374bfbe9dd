use serde_json::json;

use super::{
    attested::{File, handed_in},
    life::{Milestone as M, later},
    plan::Plan,
};

/// What the people of a 眉县 project hand in.
pub(super) fn add(plan: &mut Plan, file: &mut File) {
    apply(plan, file);
    if let Some(day) = plan.day(M::Consent) {
        let consent = json!({ "matter": "project", "by": "leading_group" });
        file.document("consent", day, consent);
    }
    if let Some(day) = plan.day(M::Quota) {
        file.document("budget_quota", day, json!({}));
    }
    if let Some(day) = plan.day(M::Approval)
        && plan.dice.chance(80)
    {
        let person = json!({ "role": "responsible_person" });
        file.document("appointment", later(day, 6), person);
    }
    if let Some(day) = plan.day(M::Contract) {
        file.event("contract_filed", handed_in(plan, day, 8));
        for (kind, usual) in [
            ("confidentiality_agreement", 85),
            ("supervision_contract", 80),
        ] {
            if plan.dice.chance(usual) {
                file.document(kind, day, json!({}));
            }
        }
    }
    file.event("initial_acceptance_passed", plan.day(M::Initial));
    if let Some(day) = plan.day(M::Completed) {
        for subject in ["function_performance", "security"] {
            if plan.dice.chance(90) {
                file.document("test_report", later(day, 3), json!({ "subject": subject }));
            }
        }
    }
    if let Some(day) = plan.day(M::Initial)
        && plan.dice.chance(90)
    {
        file.document("initial_acceptance_report", day, json!({}));
    }
    if let Some(day) = plan.day(M::TrialEnd) {
        for kind in [
            "rectification_report",
            "self_check_record",
            "completion_report",
            "final_acceptance_application",
        ] {
            if plan.dice.chance(90) {
                file.document(kind, later(day, 3), json!({}));
            }
        }
    }
    if let Some(day) = plan.day(M::Final)
        && let Some(on) = handed_in(plan, day, 20)
    {
        let mut parts = vec!["construction_summary", "expert_opinion", "acceptance_form"];
        parts.extend(["data_sharing_report", "trusted_products", "final_accounts"]);
        parts.extend(["test_report", "security_risk_report", "crypto_report"]);
        if plan.dice.chance(70) {
            parts.extend(["audit_report", "archive_acceptance"]);
        }
        file.document("acceptance_report", on, json!({ "parts": parts }));
    }
    if let Some(day) = plan.day(M::Archived) {
        file.document("archive", day, json!({ "part": "complete" }));
    }
}

/// With the application: the materials, and from 200,000 yuan on the opinion of the city.
fn apply(plan: &mut Plan, file: &mut File) {
    let Some(day) = plan.day(M::Application) else {
        return;
    };
    let mut parts = if plan.kind == "运维类" {
        vec!["om_plan"]
    } else {
        vec!["feasibility_report", "scheme", "preliminary_design"]
    };
    if plan.dice.chance(80) {
        parts.push("cost_estimate");
    }
    file.document("application_material", day, json!({ "parts": parts }));
    if plan.dice.chance(85) {
        let by = json!({ "by": "municipal_data_bureau" });
        file.document("review_opinion", later(day, 10), by);
    }
    if plan.dice.chance(70) {
        let filed = json!({ "matter": "project", "with": "data_bureau" });
        file.document("filing", later(day, 2), filed);
    }
}
