use super::*;

#[test]
fn working_days_name_the_holidays_and_the_days_worked_instead() {
    let facts = file("bayingolin", &[], &[("contract_signed", "2025-09-26")]);
    let provision = "bayingolin-18-contract-copy-7-working-days";
    let counted = told("bayingolin", &facts, "2025-10-12", provision);
    assert!(
        zh(&counted).contains(
            &"自2025-09-26起7个工作日，当日不计入，末日2025-10-13；其间9月28日调休上班，10月1日至8日放假，10月11日调休上班"
        ),
        "{counted:?}"
    );
    assert!(en(&counted).contains(
        &"7 working days after 2025-09-26, first day not counted, last day 2025-10-13; 2025-09-28 was a working day, 2025-10-01 to 2025-10-08 were holidays, 2025-10-11 was a working day"
    ));
    assert_eq!(
        counted.last().unwrap().zh,
        "结论：截至2025-10-12未逾期，距末日2025-10-13尚有1日（自然日）"
    );
}

#[test]
fn a_rolled_day_says_why_and_a_missing_regional_calendar_is_said() {
    let facts = file("bayingolin", &[], &[("annual_plan_issued", "2025-02-07")]);
    let four_months = "bayingolin-21-four-months-no-contract";
    let rolled = told("bayingolin", &facts, "2025-06-12", four_months);
    assert!(
        zh(&rolled).contains(
            &"自2025-02-07起4个月，当日不计入，对应日2025-06-07逢休息日（6月6日至10日放假），顺延至2025-06-11"
        ),
        "{rolled:?}"
    );
    let facts = file("bayingolin", &[], &[("annual_plan_issued", "2026-04-10")]);
    let weekend = told("bayingolin", &facts, "2026-06-12", four_months);
    assert!(
        zh(&weekend).contains(&"自2026-04-10起4个月，当日不计入，末日2026-08-10"),
        "{weekend:?}"
    );
    let missing = "2026年的地方放假安排未载入，按全国放假安排计算；当地另有放假的，末日可能顺延";
    assert!(zh(&weekend).contains(&missing));
    assert!(!zh(&rolled).iter().any(|one| one.contains("未载入")));
    assert!(
        en(&weekend)
            .iter()
            .any(|one| one.starts_with("the regional calendar of 2026 is not loaded"))
    );
}

#[test]
fn a_missed_contract_says_what_the_article_says_follows() {
    let facts = file("bayingolin", &[], &[("annual_plan_issued", "2025-02-07")]);
    let provision = "bayingolin-21-four-months-no-contract";
    let follows = "四个月内未签订合同的，原则上终止项目实施，收回项目资金，并予以通报";
    let missed = told("bayingolin", &facts, "2025-06-12", provision);
    assert!(zh(&missed).contains(&follows), "{missed:?}");
    assert!(
        en(&missed)
            .iter()
            .any(|one| one.contains("in principle terminated"))
    );
    assert_eq!(
        missed.last().unwrap().zh,
        "结论：截至2025-06-12已逾期1日（末日2025-06-11）"
    );
    let step = ("funding_allocation", provision);
    let step = closed("bayingolin", &facts, "2025-06-12", step);
    assert_eq!(step[0].zh, "本条：义务已逾期");
    assert!(zh(&step).contains(&follows));
    let mut signed = facts;
    signed
        .record(Record::event("contract_signed", day("2025-06-11")))
        .unwrap();
    let signed = told("bayingolin", &signed, "2025-06-12", provision);
    assert!(!zh(&signed).contains(&follows), "{signed:?}");
}

#[test]
fn a_period_is_owed_because_of_what_began_and_has_not_ended() {
    let events = [("implementation_started", "2025-06-11")];
    let mut facts = file("bayingolin", &[], &events);
    let provision = "bayingolin-20-quarterly-report";
    let owed = told("bayingolin", &facts, "2025-11-28", provision);
    assert_eq!(
        zh(&owed)[..3],
        [
            "自2025-06-11启动实施（开工）起逐季办理，至竣工验收（终验）合格止（尚无其记录）；本期为2025年第四季度",
            "2025年第四季度的事项最迟于2025-12-31办理（条文所写的时间按R11读取），不顺延",
            "尚无2025年第四季度实施进度报告的记录",
        ]
    );
    assert_eq!(
        owed[0].en,
        "owed every quarter since implementation started on 2025-06-11 until the final acceptance was passed, which is not on record yet; this one is 2025-Q4"
    );
    let accepted = Record::event("final_acceptance_passed", day("2025-11-20"));
    facts.record(accepted).unwrap();
    let report = |kind: &str| Report {
        kind: kind.to_owned(),
        period: "2025-Q4".parse().unwrap(),
        on: day("2025-11-25"),
    };
    facts.report(report("quarterly_progress_report")).unwrap();
    let owed = told("bayingolin", &facts, "2025-11-28", provision);
    assert_eq!(
        zh(&owed)[0],
        "自2025-06-11启动实施（开工）起逐季办理，至竣工验收（终验）合格止（2025-11-20）；本期为2025年第四季度"
    );
    assert!(
        zh(&owed).contains(&"2025年第四季度实施进度报告于2025-11-25报送"),
        "{owed:?}"
    );
}

#[test]
fn where_the_text_names_no_time_it_is_said_and_promptly_is_read_by_its_ruling() {
    let no_time = "条文没有以天数或日期规定期限，故不判逾期";
    let events = [
        ("construction_completed", "2025-11-03"),
        ("security_incident", "2025-12-01"),
    ];
    let facts = file("tinghu", &[("project_type", word("build"))], &events);
    let told = |provision| told("tinghu", &facts, "2026-03-02", provision);
    let none = told("tinghu-19-acceptance-mandatory");
    assert!(zh(&none).contains(&no_time), "{none:?}");
    assert!(
        en(&none).contains(&"the text sets no number of days and no date, so it is never late")
    );
    assert!(
        !zh(&none).iter().any(|one| one.starts_with("R4")),
        "{none:?}"
    );
    let promptly = told("tinghu-32-handle-incidents");
    assert!(
        zh(&promptly).contains(&"R4：“及时”没有数字，不设末日，不判逾期。"),
        "{promptly:?}"
    );
    assert!(!zh(&promptly).contains(&no_time));
    let unknown = file("tinghu", &[], &events);
    let said = judge("tinghu", &unknown, "2026-03-02");
    let undetermined = one(&said, "tinghu-19-acceptance-mandatory");
    assert!(undetermined.days.undetermined);
    let undetermined = explained("tinghu", &undetermined.because);
    assert!(!zh(&undetermined).contains(&no_time), "{undetermined:?}");
}

#[test]
fn a_weekend_that_is_worked_is_no_rest_day() {
    let facts = file("dongzhi", &[], &[("final_acceptance_passed", "2024-02-29")]);
    let provision = "dongzhi-23-self-evaluation-12-24-months";
    let owed = told("dongzhi", &facts, "2026-02-28", provision);
    let counted = "自2024-02-29起24个月，当日不计入，末日2026-02-28（周六，调休上班）";
    assert!(zh(&owed).contains(&counted), "{owed:?}");
    assert!(en(&owed).contains(
        &"24 months after 2024-02-29, first day not counted, last day 2026-02-28 (a Saturday that was a working day)"
    ));
    assert_eq!(
        owed.last().unwrap().zh,
        "结论：2026-02-28为末日，当日完成仍为按期"
    );
}
