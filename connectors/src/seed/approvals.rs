use chrono::NaiveDate;

use super::{amount, dice::moment, life::Milestone as M, plan::Plan};
use crate::investment_approval::{Approval, ApprovalStep, FiscalReview};

/// The platform's steps, in its order.
const STEPS: [(M, &str, &str); 9] = [
    (M::Application, "APPLY", "项目申报"),
    (M::Prereview, "PREREVIEW", "信息化预审"),
    (M::Joint, "JOINT", "部门会审"),
    (M::Panel, "EXPERT_DRAW", "抽取评审专家"),
    (M::Expert, "EXPERT", "专家评审"),
    (M::Approval, "APPROVE", "立项批复"),
    (M::Plan, "PLAN", "年度计划下达"),
    (M::Start, "START", "开工报告"),
    (M::Completed, "COMPLETE", "竣工报告"),
];

/// What the approval platform has of a project.
pub(super) fn record(plan: &mut Plan) -> Approval {
    let in_wan_yuan = !plan.nth.is_multiple_of(3);
    let investment = amount::write(plan.investment, in_wan_yuan);
    let budget = amount::write(plan.budget, in_wan_yuan);
    let develops = plan.contents.iter().any(|content| content == "软件开发");
    let software = shuniu_policy::Fen::new(plan.investment.get() / 5 * 4);
    let steps = steps(plan);
    let fiscal_review = plan.day(M::Fiscal).map(|day| FiscalReview {
        report_no: format!("财评〔{}〕{}号", day.format("%Y"), plan.index + 1),
        reviewed_on: day.to_string(),
    });
    let last = STEPS
        .iter()
        .map(|(milestone, ..)| *milestone)
        .chain([M::Code, M::Fiscal])
        .filter_map(|milestone| plan.day(milestone))
        .max();
    let updated_at = stamp(plan, last.unwrap_or(plan.today));
    Approval {
        declare_no: plan.declare_no.clone(),
        project_code: plan.code.as_ref().map(ToString::to_string),
        code_issued_on: plan.day(M::Code).map(|day| day.to_string()),
        project_name: plan.name.clone(),
        unit_name: plan.unit.name.clone(),
        unit_code: plan.unit.code.to_string(),
        region_code: plan.region.to_string(),
        secrecy: "0".into(),
        project_type: Some(plan.kind.into()),
        build_nature: Some(plan.nature.into()),
        contents: plan.contents.clone(),
        fund_source: Some(fund_source(plan).into()),
        in_plan: Some(if plan.nth % 11 == 4 { "0" } else { "1" }.into()),
        total_investment: Some(investment.number),
        budget: Some(budget.number),
        software_estimate: develops.then(|| amount::write(software, in_wan_yuan).number),
        amount_unit: investment.unit,
        steps,
        fiscal_review,
        updated_at,
    }
}

fn fund_source(plan: &mut Plan) -> &'static str {
    match plan.dice.between(1, 10) {
        1 => "本级财政、上级转移支付",
        2 => "上级转移支付",
        3 => "本级财政、自筹",
        _ => "本级财政",
    }
}

fn steps(plan: &mut Plan) -> Vec<ApprovalStep> {
    let mut steps: Vec<ApprovalStep> = Vec::new();
    for (milestone, code, name) in STEPS {
        let Some(day) = plan.day(milestone) else {
            continue;
        };
        // Some units report start and completion to the hub's people only.
        let reported = matches!(milestone, M::Start | M::Completed);
        if reported && plan.nth % 2 == 1 {
            continue;
        }
        let mut add = |state: &str, on: NaiveDate, experts: Option<u32>| {
            steps.push(ApprovalStep {
                step_no: (steps.len() + 1).to_string(),
                step_code: code.into(),
                step_name: name.into(),
                state: state.into(),
                finished_on: Some(on.to_string()),
                expert_count: experts,
            });
        };
        // Now and then a first attempt fails.
        if milestone == M::Prereview && plan.nth % 9 == 2 {
            add("不通过", day.pred_opt().unwrap_or(day), None);
        }
        let experts = (milestone == M::Panel).then(|| panel_size(plan));
        let state = if milestone == M::Application {
            "已办结"
        } else {
            "通过"
        };
        add(state, day, experts);
    }
    steps
}

/// Mostly enough experts; sometimes too few or an even number.
fn panel_size(plan: &mut Plan) -> u32 {
    match plan.dice.between(1, 12) {
        1 => 3,
        2 => 4,
        3 => 7,
        _ => 5,
    }
}

/// A moment within office hours of that day.
fn stamp(plan: &mut Plan, day: NaiveDate) -> String {
    let (hour, minute) = moment(&mut plan.dice, day, plan.today);
    let second = plan.dice.between(0, 59);
    format!("{day}T{hour:02}:{minute:02}:{second:02}+08:00")
}
