use shuniu_policy::{InWords, Packs};

use crate::begun::{read, with_provisions};

fn of(id: &str) -> InWords {
    let pack = Packs::shipped()
        .iter()
        .find(|p| p.provision(id).is_some())
        .unwrap();
    pack.in_words(pack.provision(id).unwrap())
}

/// The sentences in Chinese.
fn zh(said: &[shuniu_policy::pack::Bilingual]) -> Vec<&str> {
    said.iter().map(|one| one.zh.as_str()).collect()
}

#[test]
fn a_deadline_reads_as_the_article_does() {
    let words = of("tinghu-11-cyberspace-filing-10-working-days");
    let duty = zh(&words.duty);
    assert_eq!(duty[0], "自“立项批复”起算，当日不计入，以最近一次为准");
    assert_eq!(duty.last(), Some(&"期限：10个工作日内"));
    assert_eq!(
        words.duty.last().unwrap().en,
        "It is due within 10 working days"
    );
}

#[test]
fn a_short_condition_is_said_and_a_long_one_is_named_and_told_below() {
    let words = of("tinghu-04-full-process-1m");
    assert!(words.derived[0].zh.starts_with("当预算金额不少于"));
    assert!(words.derived[0].zh.ends_with("时，管理方式为全过程管理"));
    assert!(
        words.derived[1]
            .en
            .starts_with("Otherwise, when the budget is less than ")
    );
    assert!(
        words.derived[1]
            .en
            .ends_with(", the management track is filing")
    );
    assert!(words.named.is_empty() && words.settles.is_empty());
    let words = of("meixian-07-threshold-upto-200k");
    let named: Vec<&str> = words.named.iter().map(|n| n.name.as_str()).collect();
    for name in [
        "up_to_200k",
        "build_route",
        "recorded_superior_funded",
        "superior_funded",
    ] {
        assert!(named.contains(&name), "{name} of {named:?}");
    }
    assert_eq!(named[..2], ["up_to_200k", "build_route"], "as mentioned");
    let said = words.named.iter().find(|n| n.name == "up_to_200k");
    let said = said.unwrap();
    assert_eq!(said.title.as_ref().unwrap().zh, "不超过20万元的建设项目");
    assert!(
        said.text
            .zh
            .starts_with("属于“须审核的非涉密建设项目”的情形，且预算金额不超过")
    );
    assert_eq!(
        words.applies.unwrap().zh,
        "属于“不超过20万元的建设项目”的情形"
    );
}

#[test]
fn a_condition_that_no_other_sentence_says_is_told_by_the_provision_it_rests_on() {
    let words = of("national-procurement-02-scope");
    assert_eq!(words.settles.len(), 1);
    assert_eq!(words.settles[0].title, None);
    assert_eq!(words.settles[0].text.zh, "适用的采购法律为政府采购法");
}

#[test]
fn what_is_denied_is_said_the_other_way_round() {
    let words = of("dongzhi-09-no-build-before-approval");
    assert_eq!(words.applies.unwrap().zh, "没有“立项批复”的记录");
    assert_eq!(zh(&words.gates), ["关闭“开工、实施”"]);
    let words = of("dongzhi-09-not-in-plan-no-approval");
    assert_eq!(
        words.applies.as_ref().unwrap().zh,
        "“已列入年度计划（实施计划）”为否"
    );
    assert!(words.gates[0].zh.ends_with("；原则上，登记例外后开放"));
}

#[test]
fn what_binds_beyond_the_scope_says_so() {
    let beyond = of("bayingolin-14-superior-funded-report").beyond_scope;
    assert!(beyond.unwrap().zh.contains("不在适用范围内的项目"));
    assert_eq!(of("bayingolin-15-not-in-plan").beyond_scope, None);
}

#[test]
fn what_may_be_done_before_its_period_says_so() {
    let words = of("meixian-07-annual-plan-application");
    assert!(
        words
            .duty
            .last()
            .is_some_and(|said| said.zh.ends_with("；该期开始之前的也计入"))
    );
}

#[test]
fn every_rule_of_every_pack_is_said_in_both_languages() {
    for pack in Packs::shipped().iter() {
        for provision in &pack.provisions {
            let words = pack.in_words(provision);
            assert_eq!(provision.has_duty(), !words.duty.is_empty());
            assert_eq!(provision.gates().count() > 0, !words.gates.is_empty());
            let named = words.named.iter().chain(&words.settles);
            let named = named.map(|named| &named.text);
            let all = words.applies.iter().chain(&words.duty).chain(&words.gates);
            let all = all
                .chain(&words.beyond_scope)
                .chain(&words.findings)
                .chain(&words.derived)
                .chain(named);
            for said in all {
                let id = &provision.id;
                assert!(!said.en.chars().any(is_chinese), "{id}: {}", said.en);
                assert!(said.zh.chars().any(is_chinese), "{id}: {}", said.zh);
            }
        }
    }
}

fn is_chinese(character: char) -> bool {
    ('一'..='鿿').contains(&character)
}

/// Every form that a condition can take, as it is said.
#[test]
fn every_form_of_condition_has_its_sentence() {
    for (condition, zh, en) in [
        (
            "{not: {all: [{fact: lot_count, lt: 2}, {event: contract_signed}]}}",
            "标段数不少于2个，或没有“合同签订”的记录",
            "the number of lots is at least 2, or there is no record of “Contract signed”",
        ),
        (
            "{not: {any: [{fact: lot_count, lte: 2}, {document: contract_copy}]}}",
            "标段数超过2个，且“合同副本”不在案",
            "the number of lots is more than 2, and “Contract copy” is not on file",
        ),
        (
            "{all: [{fact: lot_count, gt: {setting: attention_days}}, {any: [{known: classified}, {not: {known: classified}}]}]}",
            "标段数超过30个（本地设置“加提醒标记的日数”），且不属于涉密项目尚未登记而涉密项目已登记的情形",
            "the number of lots is more than 30 (the local setting “days until a reminder”), and it is not so that the answer to “Classified project” is not recorded and the answer to “Classified project” is recorded",
        ),
        (
            "{event: contract_signed, latest: true, in_year: previous, not_after: {event: final_acceptance_passed}}",
            "“合同签订”（只看最近一次，不晚于最近一次“竣工验收（终验）合格”，上一自然年内）已发生",
            "“Contract signed” (only the latest counts, not after the latest “Final acceptance passed”, in the previous year) has happened",
        ),
        (
            "{event: contract_signed, in_year: current, before: {document: contract_copy}}",
            "“合同签订”（早于最近一次“合同副本”，本自然年内）已发生",
            "“Contract signed” (before the latest “Contract copy”, in the current year) has happened",
        ),
        (
            "{document: contract_copy, after: {event: contract_signed}}",
            "“合同副本”（晚于最近一次“合同签订”）已在案",
            "“Contract copy” (after the latest “Contract signed”) is on file",
        ),
        (
            "{document: contract_copy, not_before: {event: contract_signed}}",
            "“合同副本”（不早于最近一次“合同签订”）已在案",
            "“Contract copy” (not before the latest “Contract signed”) is on file",
        ),
        (
            "{not: {report: quarterly_progress_report}}",
            "“实施进度报告”未报送",
            "“Quarterly progress report” is not submitted",
        ),
        (
            "{panel: acceptance_panel_formed, at_least: 5, odd: true, external: true}",
            "最近一次“组成验收专家组”不少于5人、为单数、均为外部专家",
            "the latest “Acceptance panel formed” has at least 5 members, an odd number, all from outside",
        ),
        (
            "{not: {changes: {gte: 2}}}",
            "已确定或实施的变更少于2项",
            "the number of changes decided or implemented is less than 2",
        ),
        (
            "{duty: overdue, of: haikou-02-contract-copy-15-workdays}",
            "第二条“项目单位应当自合同签订之日起十五个工作日内”的义务已逾期",
            "the duty of article 2 (“Within 15 working days of signing the unit sends a copy of the contract to the data bureau”) is overdue",
        ),
        (
            "{not: {fact: project_type, in: [build, ops]}}",
            "项目类型不为建设类、运维类中的任何一项",
            "the project type is not build or operations and maintenance",
        ),
        (
            "{not: {derived: trial_run_months_min, gte: 3}}",
            "并非（试运行最短期限不少于3个月）",
            "not (the minimum trial run is at least 3 months)",
        ),
        (
            "{derived: trial_run_months_min, is_null: true}",
            "试运行最短期限没有规定",
            "there is no rule for the minimum trial run",
        ),
        (
            "{fact: project_categories, contains_all: [ops_service, software_purchase]}",
            "项目类别同时包括运维服务、软件购置",
            "the project categories include operations and maintenance service and software purchase",
        ),
        (
            "{not: {fact: project_categories, count: {gte: 2}}}",
            "项目类别少于2项",
            "the number of project categories is less than 2",
        ),
    ] {
        let rules = format!("  applies: {condition}\n  gates: [{{close: [application]}}]\n");
        let pack = read(&with_provisions(&[("haikou-02-x", &rules)]));
        let words = pack.in_words(pack.provision("haikou-02-x").unwrap());
        let said = words.applies.unwrap();
        assert_eq!((said.zh.as_str(), said.en.as_str()), (zh, en));
    }
}

/// Every shape that a duty can take, as it is said.
#[test]
fn every_shape_of_duty_has_its_sentences() {
    for (duty, said) in [
        (
            "{from: {latest_of: [{event: contract_signed}, {document: contract_copy}]}, performed_by: [{any: [{document: filing}, {report: quarterly_progress_report}]}], counts_earlier: true, window: {from: 12, until: 13, unit: months}}",
            &[
                "自下列全部发生后的最后一日（“合同签订”、“合同副本”）起算，当日不计入，以最近一次为准",
                "完成于：“备案（报备）材料”或“实施进度报告”；起算之前已在案的也计入",
                "自满12个月之日起至满13个月之日止办理（均含当日）；首日不顺延，末日逢休息日顺延",
            ][..],
        ),
        (
            "{from: {event: contract_signed}, performed_by: [{document: filing}], due: {within: 30, unit: days, extended_by: {document: extension_request, until: until, at_most: 10}}}",
            &[
                "自“合同签订”起算，当日不计入，以最近一次为准",
                "完成于：“备案（报备）材料”",
                "期限：30日内，末日逢休息日顺延",
                "末日或之前提交的“延期申请”将末日改为其载明的日期（“延至”），自原末日起最多10日",
            ],
        ),
        (
            "{from: {event: trial_run_started}, performed_by: [{event: final_acceptance_passed}], duration: {min: 3, unit: months}}",
            &[
                "自“试运行开始”起算，当日不计入，以最近一次为准",
                "完成于：“竣工验收（终验）合格”",
                "持续至少3个月；不顺延",
            ],
        ),
        (
            "{from: {event: contract_signed}, performed_by: [{document: filing}]}",
            &[
                "自“合同签订”起，以最近一次为准",
                "完成于：“备案（报备）材料”；没有末日，完成之前一直待办",
            ],
        ),
        (
            "{from: standing, performed_by: [{any: [{fact: classified, eq: false}, {fact: classified, eq: true}]}]}",
            &[
                "自项目首次有记录起一直存在",
                "完成于：涉密项目已登记；没有末日，完成之前一直待办",
            ],
        ),
        (
            "{from: standing, performed_by: [{document: filing}, {fact: classified, eq: false}]}",
            &[
                "自项目首次有记录起一直存在",
                "完成于下列全部：“备案（报备）材料”；“涉密项目”为否；没有末日，完成之前一直待办",
            ],
        ),
        (
            "{from: {event: trial_run_started}, duration: {unit: months, choose: [{when: {fact: special_project, eq: true}, max: 9}, {when: {always: true}, min: 3, max: 6}], ends_with: {event: trial_run_ended}, adds_up: true, claim_latest_when: {fact: classified, eq: true}}}",
            &[
                "自“试运行开始”起算，当日不计入，以最近一次为准",
                "期满即完成",
                "当“特殊项目”为是时，持续至多9个月；不顺延，超过上限不能补救",
                "其余情形，持续至少3个月、至多6个月；不顺延，超过上限不能补救",
                "持续至“试运行结束”为止",
                "此前各次的天数计入上限",
                "最迟之日只在下列情形列出：“涉密项目”为是；上限始终有效",
            ],
        ),
        (
            "{schedule: {every: month, first: {due_from: {event: implementation_started}}, last: {containing: {event: final_acceptance_passed}}, due: 20, reported: true}, performed_by: [{report: quarterly_progress_report}]}",
            &[
                "每月一次，每期各自计算",
                "首期：末日不早于“启动实施（开工）”",
                "末期：含“竣工验收（终验）合格”之日",
                "末日：当月20日",
                "已报送的期始终存在",
                "完成于：“实施进度报告”",
            ],
        ),
        (
            "{schedule: {plan_year: {by: \"07-31\"}, while: {not: {event: annual_plan_issued}}}, performed_by: [{report: annual_application}]}",
            &[
                "每个计划年度一次，不晚于上一年7月31日办理，不顺延",
                "下一年度的一次，仅在没有“年度计划（实施计划）下达”的记录时产生",
                "完成于：“年度项目申报”",
            ],
        ),
    ] {
        let pack = read(&with_provisions(&[(
            "haikou-02-x",
            &format!("  duty: {duty}\n"),
        )]));
        let words = pack.in_words(pack.provision("haikou-02-x").unwrap());
        assert_eq!(zh(&words.duty), said);
    }
}

#[test]
fn an_extension_is_told_in_english_with_its_article() {
    let rules = "  duty: {from: {event: contract_signed}, performed_by: [{document: filing}], due: {within: 30, unit: days, extended_by: {document: extension_request, until: until}}}\n";
    let pack = read(&with_provisions(&[("haikou-02-x", rules)]));
    let words = pack.in_words(pack.provision("haikou-02-x").unwrap());
    let said = &words.duty.last().unwrap().en;
    assert!(said.starts_with("An “Extension request” filed"), "{said}");
}

#[test]
fn a_setting_is_said_by_its_title() {
    let words = of("bayingolin-27-trial-run-software-3-months");
    let choice = &words.duty[2];
    assert!(
        choice
            .zh
            .contains("3个月（本地设置“软件开发兼有成熟产品采购的项目的试运行最短月数”）"),
        "{choice:?}"
    );
    assert!(
        words.duty[3]
            .en
            .starts_with("Otherwise it lasts at least 3 months")
    );
    let words = of("meixian-27-accountability-unapproved");
    assert!(
        words.findings[0]
            .zh
            .contains("本地设置“第二十七条的投资限额（元）”所定的数（尚未确定）")
    );
}
