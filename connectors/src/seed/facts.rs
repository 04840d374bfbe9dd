use serde_json::{Value, json};
use shuniu_policy::Fen;

use super::{life::Milestone as M, place::Place, plan::Plan};
use crate::contract::FactValue;

fn fact(name: &str, value: Value) -> FactValue {
    FactValue {
        name: name.to_owned(),
        value,
        path: String::new(),
        raw: None,
    }
}

/// What the project's people say about it. Each has a gap or a flaw now and then, so that gates
/// are open, closed, and undecided for want of an answer.
pub(super) fn attested(plan: &mut Plan) -> Vec<FactValue> {
    let mut facts = vec![
        fact("classified", json!(false)),
        fact("project_object", json!("egov")),
        fact("owner_level", json!(plan.place.owner_level())),
        fact("investor", json!("government")),
        fact("embedded_in_investment_works", json!(false)),
        fact("delivery_mode", json!("own")),
        fact("includes_separate_mobile_app", json!(false)),
        fact("infrastructure_elements", json!([])),
    ];
    if plan.dice.chance(90) {
        let hardware = plan.contents.iter().any(|one| one.contains("硬件"));
        facts.push(fact("includes_hardware_procurement", json!(hardware)));
    }
    if plan.dice.chance(93) {
        facts.push(fact("procurement_law", json!("government_procurement")));
    }
    facts.push(fact("state_requires_separate_construction", json!(false)));
    if plan.day(M::Tender).is_some() {
        facts.push(fact("lot_count", json!(1)));
    }
    if plan.day(M::Final).is_some() && plan.dice.chance(85) {
        let per_mille = plan.dice.between(0, 60) as i64;
        let surplus = Fen::new(plan.investment.get() / 100_000 * per_mille * 100);
        facts.push(fact("surplus_yuan", json!(surplus.to_string())));
        facts.push(fact("goals_and_content_unchanged", json!(true)));
    }
    for (name, usual) in USUAL {
        match plan.dice.between(1, 40) {
            1 => {}
            2 => facts.push(fact(name, json!(!usual))),
            _ => facts.push(fact(name, json!(usual))),
        }
    }
    let cloud = if plan.dice.chance(92) {
        "shared_cloud"
    } else {
        "department"
    };
    facts.push(fact("deployment_platform", json!(cloud)));
    if plan.day(M::Contract).is_some() {
        // 眉县 asks for three years, and mostly gets them.
        let usual = if plan.place == Place::Meixian {
            [24, 36, 36, 36, 36, 60]
        } else {
            [12, 24, 24, 24, 36, 36]
        };
        let months = *plan.dice.pick(&usual);
        facts.push(fact("contract_warranty_months", json!(months)));
        facts.push(fact("bundled_services", json!([])));
        facts.push(fact("contractor_qualified", json!(true)));
    }
    facts.extend(local(plan));
    if plan.ready_on().is_some() {
        for name in FINISHED {
            if plan.dice.chance(90) {
                facts.push(fact(name, json!(true)));
            }
        }
        facts.push(fact("unexplained_major_problem", json!(false)));
        facts.push(fact("open_legal_dispute", json!(false)));
        facts.push(fact("inconsistent_with_approval", json!(false)));
    }
    facts
}

/// What only one place's law asks about.
fn local(plan: &mut Plan) -> Vec<FactValue> {
    let truth = |name: &str, usual: u64, plan: &mut Plan| {
        let holds = plan.dice.chance(usual);
        fact(name, json!(holds))
    };
    match plan.place {
        Place::Tinghu | Place::Bayingolin => Vec::new(),
        Place::Dongzhi => vec![
            truth("special_project", 12, plan),
            truth("trusted_product_exception", 8, plan),
            fact("out_of_plan_grounds", json!([])),
        ],
        Place::Meixian => {
            let fields = [
                "government_services",
                "public_services",
                "social_governance",
            ];
            let field = *plan.dice.pick(&fields);
            vec![
                fact("business_field", json!(field)),
                fact("superior_approval_level", json!("none")),
                truth("predecessor_final_accepted", 90, plan),
            ]
        }
        Place::Huoqiu => vec![
            truth("approval_required", 80, plan),
            truth("preparatory_work_completed", 92, plan),
            truth("architecture_simple", 40, plan),
            truth("county_wide_major_project", 10, plan),
        ],
    }
}

/// Findings before approval, with the answer that is usual.
const USUAL: [(&str, bool); 12] = [
    ("conforms_to_planning", true),
    ("needs_clear", true),
    ("data_sharing_planned", true),
    ("platform_connection_planned", true),
    ("trusted_it_met", true),
    ("crypto_requirements_met", true),
    ("security_requirements_met", true),
    ("uses_shared_resources", true),
    ("jointly_built_and_shared", true),
    ("duplicate_construction", false),
    ("duplicate_collection", false),
    ("legal_sharing_exception", false),
];

/// Findings at final acceptance.
const FINISHED: [&str; 5] = [
    "indicators_met",
    "documents_truthful",
    "data_sharing_completed",
    "system_integration_completed",
    "digital_asset_duties_met",
];
