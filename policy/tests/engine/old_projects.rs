//! What is found of a project that came in old: what its file may have left out is no finding.

use shuniu_policy::{
    Calendars, Facts, Packs, evaluate,
    facts::{Record, Value},
};

use crate::sample::{day, facts, judge};

/// The findings of a shipped pack that rest on what happened.
fn found(pack: &str, facts: &Facts, today: &str) -> Vec<String> {
    let pack = Packs::shipped().get(pack).unwrap();
    let calendar = Calendars::shipped().working_days(&["cn"]).unwrap();
    let said = evaluate(&[pack], &calendar, facts, day(today));
    let codes = said.findings.into_iter().map(|one| one.code);
    codes
        .filter(|code| CODES.contains(&code.as_str()))
        .collect()
}

const CODES: [&str; 8] = [
    "approved_without_preliminary_design",
    "no_initial_acceptance_opinion",
    "energy_site_land_approvals_waived",
    "final_acceptance_without_initial",
    "implemented_without_review",
    "settled_before_acceptance",
    "delay_not_reported",
    "bid_period_too_short",
];

fn of(pack: &str, events: &[(&str, &str)], documents: &[(&str, &str)]) -> Facts {
    let vocabulary = Packs::shipped().get(pack).unwrap().vocabulary().clone();
    let mut facts = Facts::new(vocabulary);
    for (kind, on) in events {
        facts.record(Record::event(kind, day(on))).unwrap();
    }
    for (kind, on) in documents {
        facts.record(Record::document(kind, Some(day(on)))).unwrap();
    }
    facts
}

/// The same file, followed since a day.
fn since(facts: &Facts, on: &str) -> Facts {
    let mut facts = facts.clone();
    facts.tracked_since(day(on));
    facts
}

#[test]
fn what_a_file_may_have_left_out_is_no_finding_and_what_it_saw_is() {
    let papers = [("settlement_record", "2026-05-25")];
    let cases = [
        (
            "meixian",
            "project_approved",
            "approved_without_preliminary_design",
        ),
        (
            "meixian",
            "initial_acceptance_passed",
            "no_initial_acceptance_opinion",
        ),
        (
            "huoqiu",
            "final_acceptance_passed",
            "final_acceptance_without_initial",
        ),
        (
            "huoqiu",
            "implementation_started",
            "implemented_without_review",
        ),
    ];
    for (pack, event, code) in cases {
        let mut file = of(pack, &[(event, "2026-05-20")], &[]);
        file.set("project_type", Value::One("build".to_owned()))
            .unwrap();
        assert!(
            found(pack, &file, "2026-07-01").contains(&code.to_owned()),
            "{code}"
        );
        let old = since(&file, "2026-06-30");
        assert!(
            !found(pack, &old, "2026-07-01").contains(&code.to_owned()),
            "{code}"
        );
        for seen in ["2026-05-20", "2025-01-01"] {
            let seen = since(&file, seen);
            assert!(
                found(pack, &seen, "2026-07-01").contains(&code.to_owned()),
                "{code}"
            );
        }
    }
    let file = of("huoqiu", &[], &papers);
    assert_eq!(
        found("huoqiu", &file, "2026-07-01"),
        ["settled_before_acceptance"]
    );
    assert!(found("huoqiu", &since(&file, "2026-06-30"), "2026-07-01").is_empty());
    let early = of(
        "huoqiu",
        &[("final_acceptance_passed", "2026-06-01")],
        &papers,
    );
    let early = since(&early, "2026-06-30");
    assert!(
        found("huoqiu", &early, "2026-07-01").contains(&"settled_before_acceptance".to_owned()),
        "what was recorded is enough"
    );
}

#[test]
fn what_has_not_happened_since_a_project_is_followed_may_have_happened_before() {
    let waived = |facts: &Facts| {
        let said = found("meixian", facts, "2026-07-01");
        said.contains(&"energy_site_land_approvals_waived".to_owned())
    };
    let mut file = of("meixian", &[], &[]);
    file.set("infrastructure_elements", Value::List(Vec::new()))
        .unwrap();
    assert!(waived(&file));
    assert!(!waived(&since(&file, "2026-06-30")));
}

#[test]
fn what_is_asked_for_after_a_day_was_seen_from_then_on() {
    let foreseen = |on: &str| {
        let mut file = of("meixian", &[], &[]);
        let delay = Record::event("delay_foreseen", day(on));
        let subject = Value::One("implementation".to_owned());
        file.record(delay.with("subject", subject)).unwrap();
        found("meixian", &since(&file, "2026-06-30"), "2026-08-01")
    };
    assert_eq!(foreseen("2026-06-29"), Vec::<String>::new());
    assert_eq!(foreseen("2026-06-30"), ["delay_not_reported"]);
}

#[test]
fn a_run_that_nobody_saw_end_is_not_too_long() {
    let mut file = facts(&[("trial_run_started", "2026-01-05")]);
    file.set("special_project", Value::Bool(false)).unwrap();
    let codes = |file: &Facts| {
        let said = judge(file, "2026-07-01").findings.into_iter();
        said.map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&file), ["extension_without_ground"]);
    assert!(codes(&since(&file, "2026-06-30")).is_empty());
    file.record(Record::event("trial_run_ended", day("2026-06-01")))
        .unwrap();
    assert_eq!(
        codes(&since(&file, "2026-06-30")),
        ["extension_without_ground"]
    );
}

#[test]
fn an_order_is_not_broken_by_what_was_not_read() {
    let mut file = facts(&[("implementation_started", "2025-02-01")]);
    let broken = |file: &Facts| judge(file, "2025-02-10").findings.len();
    file.kind_complete_through("project_approved", day("2025-01-31"))
        .unwrap();
    assert_eq!(broken(&file), 0);
    let ahead = judge(&file, "2025-02-10").next_change_on;
    assert_eq!(ahead, Some(day("2025-02-11")), "it is looked at again");
    file.kind_complete_through("project_approved", day("2025-02-01"))
        .unwrap();
    assert_eq!(broken(&file), 1);
}
