use super::*;

#[test]
fn what_no_event_starts_says_since_when_it_stands() {
    let design = "dongzhi-01-overall-digital-design";
    let mut facts = file("dongzhi", &[], &[("application_submitted", "2025-03-06")]);
    let since = |facts: &Facts| told("dongzhi", facts, "2025-06-30", design)[0].clone();
    assert_eq!(since(&facts).zh, "义务自项目首次有记录之日2025-03-06起存在");
    assert_eq!(
        since(&facts).en,
        "owed since 2025-03-06, the day of the first record of the project"
    );
    facts.tracked_since(day("2025-05-01"));
    assert_eq!(since(&facts).zh, "义务自纳入之日2025-05-01起存在");
}

#[test]
fn an_old_project_is_in_doubt_only_where_an_act_from_before_would_count() {
    let evaluation = "bayingolin-31-post-evaluation-1-year-plus-1-month";
    let mut facts = file(
        "bayingolin",
        &[],
        &[("final_acceptance_passed", "2025-12-12")],
    );
    let stands = |facts: &Facts, today| {
        let said = judge("bayingolin", facts, today);
        one(&said, evaluation).status(day(today))
    };
    facts.tracked_since(day("2026-06-30"));
    assert_eq!(stands(&facts, "2026-06-30"), Status::Pending);
    facts.tracked_since(day("2026-12-20"));
    assert_eq!(
        stands(&facts, "2026-12-25"),
        Status::Undetermined,
        "it may have been evaluated between 12 and 20 December"
    );
}

#[test]
fn what_was_not_seen_is_named_where_it_decides_whether_anything_is_owed() {
    let application = "tinghu-05-annual-application-q3";
    let mut facts = file("tinghu", &[], &[("application_submitted", "2026-05-20")]);
    let stands = |facts: &Facts| {
        let said = judge("tinghu", facts, "2026-06-30");
        let one = one(&said, application);
        let status = one.status(day("2026-06-30"));
        (status, explained("tinghu", &one.because))
    };
    assert_eq!(stands(&facts).0, Status::Pending);
    facts.tracked_since(day("2026-05-20"));
    let (status, because) = stands(&facts);
    assert_eq!(status, Status::Undetermined);
    assert!(
        because[0]
            .zh
            .starts_with("项目自2026-05-20起纳入，此前有无"),
        "{because:?}"
    );
    let vain = "此前是否已经办理";
    assert!(
        !because.iter().any(|one| one.zh.contains(vain)),
        "nothing from before the window would count: {because:?}"
    );
}

#[test]
fn what_ended_before_the_law_was_in_force_owes_nothing_by_it() {
    let report = "bayingolin-20-quarterly-report";
    let owed = |accepted| {
        let events = [
            ("implementation_started", "2023-11-21"),
            ("final_acceptance_passed", accepted),
        ];
        let said = judge(
            "bayingolin",
            &file("bayingolin", &[], &events),
            "2026-06-30",
        );
        said.obligations.iter().any(|one| one.provision == report)
    };
    assert!(owed("2025-01-27"), "in force since 2025-01-26");
    assert!(!owed("2025-01-21"));
}

#[test]
fn what_began_under_another_law_is_not_found_by_this_one() {
    let pack = Packs::shipped().get("dongzhi").unwrap().clone();
    let pack = pack.effective_on(day("2025-01-01"));
    let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
    let found = |started, ended| {
        let special = ("special_project", Value::Bool(false));
        let events = [("trial_run_started", started), ("trial_run_ended", ended)];
        let facts = file("dongzhi", &[special], &events);
        let said = evaluate(&[&pack], &calendar, &facts, day("2026-06-30"));
        let mut found = said.findings.iter();
        found.any(|one| one.code == "extension_without_ground")
    };
    assert!(found("2025-01-10", "2025-06-01"));
    assert!(!found("2024-09-13", "2025-02-01"));
}

#[test]
fn a_number_is_told_beside_the_one_that_the_law_compares_it_with() {
    let yuan = |yuan: &str| Value::Money(shuniu_policy::Fen::from_yuan(yuan).unwrap());
    let track = |budget: &str| {
        let facts = file("tinghu", &[("budget_yuan", yuan(budget))], &[]);
        let said = judge("tinghu", &facts, "2026-03-02");
        let derived = said.derived("management_track").unwrap();
        explained("tinghu", &derived.because)
    };
    let large = track("1000000");
    assert!(large[0].zh.ends_with("，不少于100万元"), "{large:?}");
    assert!(large[1].zh.starts_with("依此："), "{large:?}");
    let small = track("999999.99");
    assert!(small[0].zh.ends_with("，少于100万元"), "{small:?}");
}

#[test]
fn of_several_things_that_would_do_none_is_told_as_one() {
    let facts = file("huoqiu", &[], &[("system_in_operation", "2026-05-10")]);
    let said = judge("huoqiu", &facts, "2026-06-30");
    let because = said.obligations.iter().flat_map(|one| &one.because);
    let several: Vec<&Reason> = because
        .filter(|one| matches!(one, Reason::NoneOf(_)))
        .collect();
    assert!(!several.is_empty());
    for one in explained("huoqiu", &several.into_iter().cloned().collect::<Vec<_>>()) {
        assert!(one.zh.ends_with("（有其一即可）"), "{one:?}");
        assert!(one.en.ends_with("(any of them would do)"), "{one:?}");
    }
}

#[test]
fn an_old_project_may_have_done_before_what_any_of_several_papers_does() {
    let evaluation = "huoqiu-2-5-performance-evaluation";
    let mut facts = file("huoqiu", &[], &[("system_in_operation", "2025-05-10")]);
    let stands = |facts: &Facts| {
        let said = judge("huoqiu", facts, "2026-06-30");
        one(&said, evaluation).status(day("2026-06-30"))
    };
    assert_eq!(stands(&facts), Status::Pending);
    facts.tracked_since(day("2026-01-01"));
    assert_eq!(stands(&facts), Status::Undetermined);
}

#[test]
fn what_an_attribute_alone_performs_was_not_done_before_unseen() {
    let cloud = "tinghu-02-deploy-on-district-cloud";
    let attributes = [
        ("state_requires_separate_construction", Value::Bool(false)),
        ("deployment_platform", word("department")),
    ];
    let events = [("application_submitted", "2025-05-20")];
    let mut facts = file("tinghu", &attributes, &events);
    facts.tracked_since(day("2026-01-01"));
    let said = judge("tinghu", &facts, "2026-06-30");
    assert_eq!(one(&said, cloud).status(day("2026-06-30")), Status::Pending);
}
