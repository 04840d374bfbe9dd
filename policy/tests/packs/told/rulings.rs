use super::*;

fn rulings<'t>(told: &'t [Bilingual], id: &str) -> Vec<&'t str> {
    let mine = format!("{id}：");
    let all = told.iter().map(|one| one.zh.as_str());
    all.filter(|zh| zh.starts_with(&mine)).collect()
}

#[test]
fn a_term_in_working_days_says_nothing_of_rest_days_at_its_end() {
    let facts = file("bayingolin", &[], &[("contract_signed", "2025-09-26")]);
    let provision = "bayingolin-18-contract-copy-7-working-days";
    let workdays = told("bayingolin", &facts, "2025-10-12", provision);
    assert_eq!(
        rulings(&workdays, "R6"),
        ["R6：期限自事件次日起算，事件当日不计入。"]
    );
    let facts = file("bayingolin", &[], &[("annual_plan_issued", "2025-02-07")]);
    let provision = "bayingolin-21-four-months-no-contract";
    let months = told("bayingolin", &facts, "2025-06-10", provision);
    assert_eq!(
        rulings(&months, "R6"),
        ["R6：期限自事件次日起算，事件当日不计入。末日逢休息日的，顺延至其后第一个工作日。"]
    );
}

#[test]
fn a_ruling_says_only_what_is_of_the_provision() {
    let facts = file("bayingolin", &[("project_type", word("ops"))], &[]);
    let window = told(
        "bayingolin",
        &facts,
        "2026-08-03",
        "bayingolin-10-ops-application-q3",
    );
    assert_eq!(
        rulings(&window, "R11"),
        ["R11：“三季度”为七月一日至九月三十日。"]
    );
    assert!(
        zh(&window).contains(
            &"2027年的事项应于2026-07-01至2026-09-30办理（条文所写的时间按R11读取），不顺延"
        ),
        "{window:?}"
    );
    assert!(en(&window).contains(
        &"for 2027 it must be done from 2026-07-01 to 2026-09-30 (the time that the text names is read by R11), not extended"
    ));
    let pack = Packs::shipped().get("meixian").unwrap();
    let settled = pack.ruling("R14").unwrap();
    let said: Vec<&str> = settled.parts.iter().map(|part| part.zh.as_str()).collect();
    assert!(said[1].starts_with("预算指标先于立项"), "{said:?}");
    assert_eq!(
        settled.parts[1].of,
        [
            "meixian-07-budget-then-initiation",
            "meixian-04-no-approval-no-funds"
        ]
    );
}

#[test]
fn a_word_without_a_number_is_the_one_that_the_article_prints() {
    let facts = file("bayingolin", &[], &[("system_in_operation", "2026-01-05")]);
    let provision = "bayingolin-24-security-regular-tests";
    let regularly = told("bayingolin", &facts, "2026-02-03", provision);
    assert_eq!(
        rulings(&regularly, "R4"),
        ["R4：“定期”没有数字，不设末日，不判逾期。"],
        "{regularly:?}"
    );
}

#[test]
fn only_a_mixed_project_is_told_of_the_setting_of_its_trial_run() {
    let told = |categories: &[&str]| {
        let categories = categories.iter().map(|one| (*one).to_owned()).collect();
        let of = [("project_categories", Value::List(categories))];
        let facts = file("bayingolin", &of, &[("trial_run_started", "2026-02-01")]);
        let provision = "bayingolin-27-trial-run-software-3-months";
        let told = told("bayingolin", &facts, "2026-03-02", provision);
        rulings(&told, "R9").len()
    };
    assert_eq!(told(&["software_development"]), 0);
    assert_eq!(told(&["software_development", "cots_procurement"]), 1);
}

#[test]
fn what_is_over_is_not_told_of_its_last_hour_nor_what_runs_of_its_end() {
    let law = [("procurement_law", word("government_procurement"))];
    let contract = "national-procurement-46-contract-30-days";
    let award = ("award_notice_issued", "2025-10-15");
    let told_r17 = |events: &[(&str, &str)]| {
        let facts = file("national", &law, events);
        rulings(&told("national", &facts, "2026-11-26", contract), "R17").len()
    };
    assert_eq!(told_r17(&[award]), 0, "a year late");
    assert_eq!(told_r17(&[award, ("contract_signed", "2025-10-20")]), 0);
    assert_eq!(told_r17(&[award, ("contract_signed", "2025-11-14")]), 1);
    let facts = file("tinghu", &large(), &[("trial_run_started", "2026-02-01")]);
    let r23 = |today| rulings(&told("tinghu", &facts, today, TRIAL), "R23").len();
    assert_eq!(r23("2026-08-01"), 0, "the last day of six months");
    assert_eq!(r23("2026-08-02"), 1);
}

#[test]
fn in_principle_is_told_of_what_closes_a_step_and_is_not_done() {
    let provision = "bayingolin-21-four-months-no-contract";
    let plan = ("annual_plan_issued", "2025-02-07");
    let r5 = |events: &[(&str, &str)]| {
        let facts = file("bayingolin", &[], events);
        rulings(&told("bayingolin", &facts, "2025-06-12", provision), "R5").len()
    };
    assert_eq!(r5(&[plan]), 1);
    assert_eq!(r5(&[plan, ("contract_signed", "2025-03-03")]), 0);
}
