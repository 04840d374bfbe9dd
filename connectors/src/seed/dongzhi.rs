use serde_json::json;

use super::{
    attested::{File, handed_in},
    life::{Milestone as M, later},
    plan::Plan,
};

/// What the people of a 东至 project hand in.
pub(super) fn add(plan: &mut Plan, file: &mut File) {
    prepare(plan, file);
    if let Some(day) = plan.day(M::ThirdParty) {
        file.event("third_party_review_opinion_received", Some(day));
        // Seven working days; a few ask for more in time.
        match handed_in(plan, day, 7) {
            Some(on) => file.document("revised_scheme", on, json!({})),
            None if plan.dice.chance(50) => {
                let until = json!({ "until": later(day, 24) });
                file.document("extension_request", later(day, 6), until);
            }
            None => {}
        }
    }
    if let Some(day) = plan.day(M::Tender)
        && plan.dice.chance(88)
    {
        file.document("procurement_review_record", later(day, 0), json!({}));
    }
    if let Some(day) = plan.day(M::Contract) {
        file.event("contract_filed", handed_in(plan, day, 10));
        if plan.dice.chance(80) {
            file.document("supervision_contract", day, json!({}));
        }
    }
    if let Some(day) = plan.day(M::TrialEnd) {
        finish(plan, file, day);
    }
    if let Some(day) = plan.day(M::Final)
        && let Some(on) = handed_in(plan, day, 30)
    {
        file.document("acceptance_report", on, json!({}));
        file.document("archive", on, json!({ "part": "complete" }));
    }
    if let Some(day) = plan.day(M::Operation) {
        if plan.dice.chance(75) {
            file.document(
                "appointment",
                later(day, 5),
                json!({ "role": "maintainer" }),
            );
        }
        if plan.dice.chance(60) {
            file.document("om_fund_application", later(day, 20), json!({}));
        }
    }
    if let Some(day) = plan.day(M::Evaluated) {
        let filed = json!({ "matter": "self_evaluation", "with": "finance" });
        file.document("filing", day, filed);
    }
}

/// Before and with the application.
fn prepare(plan: &mut Plan, file: &mut File) {
    let Some(day) = plan.day(M::Application) else {
        return;
    };
    if plan.dice.chance(92) {
        file.document("review_opinion", day, json!({ "by": "internal" }));
    }
    if plan.dice.chance(90) {
        file.document("prereview_request", day, json!({}));
    }
    if plan.contents.iter().any(|content| content == "软件开发") && plan.dice.chance(85) {
        let consent = json!({ "matter": "software_project", "by": "superior_department" });
        file.document("consent", day, consent);
    }
    let mut parts = vec![
        "initiation_document",
        "application_form",
        "preliminary_design",
    ];
    if plan.dice.chance(88) {
        parts.push("design_unit_qualification");
    }
    file.document("application_material", day, json!({ "parts": parts }));
    for by in ["informatization_authority", "municipal_data_bureau"] {
        if plan.dice.chance(85) {
            file.document("review_opinion", later(day, 8), json!({ "by": by }));
        }
    }
}

/// What final acceptance asks for, once the trial run is over.
fn finish(plan: &mut Plan, file: &mut File, day: chrono::NaiveDate) {
    let mut rights = vec!["application_system", "operating_system", "database"];
    if plan.dice.chance(85) {
        rights.push("third_party_software");
    }
    file.document("admin_rights_handover", day, json!({ "parts": rights }));
    for kind in [
        "rectification_report",
        "comparison_table",
        "final_acceptance_application",
    ] {
        if plan.dice.chance(85) {
            file.document(kind, later(day, 4), json!({}));
        }
    }
}
