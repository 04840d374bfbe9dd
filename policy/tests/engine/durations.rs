use shuniu_policy::{Status, Value, assessment::Flag, facts::Record};

use crate::sample::{day, facts, judge, one, status};

const TRIAL: &str = "sample-2-trial-run";

#[test]
fn the_end_is_claimed_of_a_special_project_only_but_binds_everyone() {
    let mut special = facts(&[("trial_run_started", "2025-05-30")]);
    special.set("special_project", Value::Bool(true)).unwrap();
    let got = judge(&special, "2025-10-20");
    let trial = one(&got, TRIAL);
    assert_eq!(trial.days.earliest_on, Some(day("2025-08-30")));
    assert_eq!(trial.days.latest_on, Some(day("2025-11-30")));
    assert_eq!(status(&got, TRIAL), Status::Pending);
    assert!(got.findings.is_empty());

    let mut plain = facts(&[("trial_run_started", "2025-05-30")]);
    plain.set("special_project", Value::Bool(false)).unwrap();
    let got = judge(&plain, "2025-10-20");
    assert_eq!(one(&got, TRIAL).days.latest_on, None);
    assert_eq!(status(&got, TRIAL), Status::Pending);
    assert_eq!(got.findings[0].code, "extension_without_ground");
    let got = judge(&plain, "2025-12-01");
    assert_eq!(status(&got, TRIAL), Status::Breached);
    let codes: Vec<&str> = got.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["extension_without_ground", "breached"]);
}

#[test]
fn a_run_that_ended_early_keeps_the_gate_closed_until_a_new_one_is_long_enough() {
    let mut run = facts(&[
        ("trial_run_started", "2025-01-10"),
        ("trial_run_ended", "2025-02-10"),
    ]);
    let got = judge(&run, "2025-12-01");
    let trial = one(&got, TRIAL);
    assert_eq!(status(&got, TRIAL), Status::Pending);
    assert_eq!(trial.flags(got.assessed_for), [Flag::EndedEarly]);
    assert_eq!(got.gate("final_acceptance").unwrap().blockers.len(), 1);

    run.record(Record::event("trial_run_started", day("2025-03-01")))
        .unwrap();
    let got = judge(&run, "2025-05-31");
    assert_eq!(got.gate("final_acceptance").unwrap().blockers.len(), 1);
    let got = judge(&run, "2025-06-01");
    assert_eq!(got.gate("final_acceptance").unwrap().blockers.len(), 0);
}

/// Sixty days are used: six months from 1 April, less them, end on 2 August 2025.
#[test]
fn what_begins_anew_past_the_maximum_mends_nothing() {
    for (anew, is) in [
        ("2025-08-02", Status::Pending),
        ("2025-08-03", Status::Breached),
    ] {
        let run = facts(&[
            ("trial_run_started", "2025-01-01"),
            ("trial_run_ended", "2025-03-02"),
            ("trial_run_started", "2025-04-01"),
            ("trial_run_started", anew),
        ]);
        let got = judge(&run, "2025-08-10");
        assert_eq!(status(&got, TRIAL), is, "{anew}");
    }
}

/// It ended on 1 August, three weeks after it began anew: too short, however long ago that was.
#[test]
fn what_is_restated_past_the_maximum_ends_when_it_ended() {
    let run = facts(&[
        ("trial_run_started", "2025-01-01"),
        ("trial_run_started", "2025-07-10"),
        ("trial_run_started", "2025-07-12"),
        ("trial_run_ended", "2025-08-01"),
    ]);
    let got = judge(&run, "2025-12-01");
    assert_eq!(status(&got, TRIAL), Status::Breached);
    assert_eq!(got.gate("final_acceptance").unwrap().blockers.len(), 1);
}

#[test]
fn runs_add_up_towards_the_maximum() {
    let run = facts(&[
        ("trial_run_started", "2025-01-01"),
        ("trial_run_ended", "2025-03-02"),
        ("trial_run_started", "2025-04-01"),
    ]);
    // Sixty days are used: six months from 1 April are 1 October, less sixty days.
    let got = judge(&run, "2025-08-02");
    assert_eq!(one(&got, TRIAL).days.last_on, Some(day("2025-08-02")));
    assert_eq!(status(&got, TRIAL), Status::Pending);
    assert_eq!(status(&judge(&run, "2025-08-03"), TRIAL), Status::Breached);
}

#[test]
fn a_breach_stays_even_when_a_new_run_starts_and_does_not_close_the_gate() {
    let run = facts(&[
        ("trial_run_started", "2024-01-01"),
        ("trial_run_ended", "2024-08-01"),
        ("trial_run_started", "2024-09-01"),
        ("trial_run_ended", "2024-12-02"),
    ]);
    let got = judge(&run, "2025-01-01");
    assert_eq!(status(&got, TRIAL), Status::Breached);
    assert_eq!(one(&got, TRIAL).days.triggered_on, Some(day("2024-01-01")));
    assert_eq!(got.gate("final_acceptance").unwrap().blockers.len(), 0);
}

#[test]
fn a_start_that_is_stated_again_before_the_end_counts_once_and_the_latest() {
    let run = facts(&[
        ("trial_run_started", "2025-01-01"),
        ("trial_run_started", "2025-01-15"),
    ]);
    let got = judge(&run, "2025-02-01");
    assert_eq!(one(&got, TRIAL).days.earliest_on, Some(day("2025-04-15")));
}

#[test]
fn a_run_that_starts_on_the_day_the_last_one_ended_is_not_ended_by_it() {
    let run = facts(&[
        ("trial_run_started", "2025-01-01"),
        ("trial_run_ended", "2025-02-01"),
        ("trial_run_started", "2025-02-01"),
    ]);
    let got = judge(&run, "2025-03-01");
    assert_eq!(one(&got, TRIAL).days.triggered_on, Some(day("2025-02-01")));
    assert!(!one(&got, TRIAL).ended_early);
}
