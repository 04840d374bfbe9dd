use chrono::{Days, NaiveDate};
use shuniu_policy::Fen;

use super::{
    World, amount,
    dice::moment,
    life::{Milestone as M, later, working},
    plan::Plan,
};
use crate::{
    investment_approval::Approval,
    municipal_projects::{Allocation, Opinion, PlanItem, Review},
};

/// Who gives a written opinion in a departmental review.
const DEPARTMENTS: [&str; 3] = ["保密和密码管理部门", "网信办", "财政局"];

/// Adds what the municipal project system has of a project.
pub(super) fn add(world: &mut World, plan: &mut Plan, approval: &Approval) {
    if !knows(plan) {
        return;
    }
    let approved_in_plan = approval.in_plan.as_deref() == Some("1");
    // Now and then it lists what the approval platform has as out of plan.
    let listed = approved_in_plan || plan.nth % 22 == 4;
    let item = item(plan, listed);
    let entered = item.entered_on.is_some();
    if entered && (listed || plan.nth.is_multiple_of(2)) {
        world.plan_items.push(item);
    }
    world.reviews.extend(reviews(plan, approval));
    if entered {
        world.allocations.extend(allocations(plan));
    }
}

/// Of projects without a code it has only some, and of all projects not every one.
pub(super) fn knows(plan: &Plan) -> bool {
    (plan.code.is_some() || plan.nth % 6 == 1) && plan.nth % 12 != 7
}

/// The project's place in the annual plan.
pub(super) fn item(plan: &mut Plan, listed: bool) -> PlanItem {
    let issued = issued(plan);
    let entered = issued
        .map(|day| later(day, plan.dice.between(1, 10)))
        .filter(|day| *day <= plan.today);
    let coded = plan.day(M::Code).filter(|_| plan.code.is_some());
    let last = [issued, entered, coded].into_iter().flatten().max();
    // Planned under another name, with another sum, by a unit as people call it.
    let name = if plan.nth % 8 == 5 {
        plan.name.replace("项目", "工程")
    } else {
        plan.name.clone()
    };
    let planned = if plan.nth % 6 == 4 {
        Fen::new(plan.investment.get() / 100 * 108)
    } else {
        plan.investment
    };
    let in_wan_yuan = plan.nth % 4 < 2;
    let investment = amount::write(planned, in_wan_yuan);
    let budget = amount::write(plan.budget, in_wan_yuan);
    let year = issued.unwrap_or(plan.today).format("%Y").to_string();
    PlanItem {
        item_no: format!("JH-{year}-{}-{:05}", plan.region, plan.index + 1),
        plan_year: year,
        project_name: name,
        project_code: code(plan),
        unit_name: unit_name(plan),
        unit_code: Some(plan.unit.code.to_string()),
        region_code: plan.region.to_string(),
        secrecy: "公开".into(),
        project_type: Some(plan.kind.into()),
        build_nature: Some(plan.nature.into()),
        total_investment: Some(investment.number),
        budget: Some(budget.number),
        amount_unit: investment.unit,
        in_plan: if listed { "1" } else { "0" }.into(),
        issued_on: issued.filter(|_| listed).map(|day| day.to_string()),
        entered_on: entered.map(|day| day.to_string()),
        updated_at: stamp(plan, last.unwrap_or(plan.today)),
    }
}

/// The day the plan was issued: a step of its own where the place has one, else some weeks before
/// the project is applied for.
fn issued(plan: &mut Plan) -> Option<NaiveDate> {
    if plan.has_plan_step {
        return plan.day(M::Plan);
    }
    let ahead = plan.dice.between(15, 60);
    let day = plan
        .day(M::Application)?
        .checked_sub_days(Days::new(ahead))?;
    Some(working(day))
}

/// One in ten records leaves the code out.
fn code(plan: &Plan) -> Option<String> {
    let silent = plan.nth % 10 == 3;
    plan.code
        .as_ref()
        .filter(|_| !silent)
        .map(ToString::to_string)
}

fn unit_name(plan: &Plan) -> String {
    if plan.nth % 7 == 6 {
        plan.unit.informally(plan.place)
    } else {
        plan.unit.name.clone()
    }
}

/// The reviews so far, in their order.
pub(super) fn reviews(plan: &mut Plan, approval: &Approval) -> Vec<Review> {
    let mut reviews = Vec::new();
    if let Some(day) = plan.day(M::Prereview) {
        // The same first attempts fail as on the approval platform.
        if plan.nth % 9 == 2 {
            let result = if plan.nth.is_multiple_of(2) {
                "不通过"
            } else {
                "补正"
            };
            let before = day.pred_opt().unwrap_or(day);
            let opinion = "数据资源需求与共享清单不一致，请修改后重新提交。";
            let first = Review {
                opinion: Some(opinion.into()),
                ..review(plan, reviews.len(), "预审", result, before)
            };
            reviews.push(with_opinions(first, &["数据局"], result));
        }
        let passed = Review {
            opinion: Some("材料齐全，建设依据充分，同意通过预审。".into()),
            ..review(plan, reviews.len(), "预审", "通过", day)
        };
        reviews.push(with_opinions(passed, &["数据局"], "通过"));
    }
    if let Some(day) = plan.day(M::Joint) {
        let joint = review(plan, reviews.len(), "部门会审", "通过", day);
        // Finance sometimes lets people wait, or wants more.
        let asked = if plan.nth % 7 == 2 { 2 } else { 3 };
        let mut joint = with_opinions(joint, &DEPARTMENTS[..asked], "通过");
        if plan.nth % 14 == 8
            && let Some(finance) = joint.opinions.last_mut()
        {
            finance.result = "补正".into();
        }
        reviews.push(joint);
    }
    if let Some(day) = plan.day(M::ThirdParty) {
        let opinion = "概算与方案相符，同意按评审意见修订后实施。";
        reviews.push(Review {
            reviewer: "第三方机构".into(),
            opinion: Some(opinion.into()),
            ..review(plan, reviews.len(), "第三方评审", "通过", day)
        });
    }
    if let Some(drawn) = plan.day(M::Panel) {
        let held = plan.day(M::Expert);
        let result = if held.is_some() {
            "通过"
        } else {
            "评审中"
        };
        let experts = approval.steps.iter().find_map(|step| step.expert_count);
        let expert = review(
            plan,
            reviews.len(),
            "专家评审",
            result,
            held.unwrap_or(drawn),
        );
        reviews.push(Review {
            reviewer: if plan.has_plan_step {
                "数据局".into()
            } else {
                "项目单位".into()
            },
            opinion: held.map(|_| "技术路线可行，经费测算合理，建议立项。".into()),
            panel_formed_on: Some(drawn.to_string()),
            expert_count: experts.map(|count| count.to_string()),
            reviewed_on: held.map(|day| day.to_string()),
            ..expert
        });
    }
    reviews
}

fn review(plan: &mut Plan, earlier: usize, kind: &str, result: &str, day: NaiveDate) -> Review {
    Review {
        review_no: format!("PS-{}-{:05}-{}", plan.region, plan.index + 1, earlier + 1),
        project_name: plan.name.clone(),
        project_code: code(plan),
        unit_name: unit_name(plan),
        unit_code: Some(plan.unit.code.to_string()),
        region_code: plan.region.to_string(),
        secrecy: "公开".into(),
        review_kind: kind.into(),
        reviewer: "数据局".into(),
        result: result.into(),
        reviewed_on: Some(day.to_string()),
        updated_at: stamp(plan, day),
        ..Review::default()
    }
}

fn with_opinions(mut review: Review, departments: &[&str], result: &str) -> Review {
    let each = (1..).zip(departments);
    review.opinions = each
        .map(|(n, department)| Opinion {
            opinion_no: format!("{}-{n}", review.review_no),
            department: (*department).into(),
            result: result.into(),
            given_on: review.reviewed_on.clone(),
        })
        .collect();
    review
}

/// Resources, from the start of the works.
pub(super) fn allocations(plan: &mut Plan) -> Vec<Allocation> {
    let Some(start) = plan.day(M::Start) else {
        return Vec::new();
    };
    let develops = plan.contents.iter().any(|content| content == "软件开发");
    let wanted: &[(&str, &str)] = if develops {
        &[
            ("云主机", "8核32GB，系统盘100GB"),
            ("存储", "分布式块存储 500GB"),
            ("数据库", "国产关系型数据库实例 4核16GB"),
        ]
    } else {
        &[
            ("网络", "政务外网接入 100Mbps"),
            ("安全", "主机防护与日志审计"),
        ]
    };
    let mut given = Vec::new();
    for (kind, specification) in wanted {
        let day = later(start, plan.dice.between(3, 40));
        let quantity = plan.dice.between(1, 6);
        if day > plan.today {
            continue;
        }
        // After the trial run a few give back what they tested on.
        let released = plan
            .day(M::TrialEnd)
            .filter(|end| *kind == "云主机" && plan.nth % 5 == 1 && *end > day);
        given.push(Allocation {
            allocation_no: format!(
                "ZY-{}-{:05}-{}",
                plan.region,
                plan.index + 1,
                given.len() + 1
            ),
            project_name: plan.name.clone(),
            project_code: code(plan),
            unit_name: unit_name(plan),
            unit_code: Some(plan.unit.code.to_string()),
            region_code: plan.region.to_string(),
            secrecy: "公开".into(),
            resource_kind: (*kind).into(),
            specification: (*specification).into(),
            quantity: Some(quantity.to_string()),
            allocated_on: day.to_string(),
            released_on: released.map(|day| day.to_string()),
            updated_at: stamp(plan, released.unwrap_or(day)),
        });
    }
    given
}

/// When it was entered: mostly the same day, one time in six weeks afterwards.
fn stamp(plan: &mut Plan, day: NaiveDate) -> String {
    let late = if plan.dice.chance(17) {
        plan.dice.between(9, 30)
    } else {
        0
    };
    let entered = later(day, late).min(plan.today).max(day);
    let (hour, minute) = moment(&mut plan.dice, entered, plan.today);
    let second = plan.dice.between(0, 59);
    format!("{entered} {hour:02}:{minute:02}:{second:02}")
}
