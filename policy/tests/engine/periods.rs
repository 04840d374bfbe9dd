use shuniu_policy::{Status, facts::Record};

use crate::sample::{day, facts, judge, one, periods, report, status};

const MONTHLY: &str = "sample-3-monthly";

#[test]
fn a_monthly_report_is_owed_from_the_start_to_the_acceptance() {
    let mut project = facts(&[("implementation_started", "2024-03-20")]);
    report(
        &mut project,
        "monthly_progress_report",
        "2024-03",
        "2024-03-20",
    );
    report(
        &mut project,
        "monthly_progress_report",
        "2024-04",
        "2024-04-21",
    );
    let got = judge(&project, "2024-06-20");
    let expected = [
        ("2024-03".to_owned(), Status::Fulfilled),
        ("2024-04".to_owned(), Status::FulfilledLate),
        ("2024-05".to_owned(), Status::Overdue),
        ("2024-06".to_owned(), Status::Pending),
    ];
    assert_eq!(periods(&got, MONTHLY), expected);
    assert_eq!(got.next_change_on, Some(day("2024-07-01")));
}

#[test]
fn the_first_and_last_report_go_by_the_twentieth() {
    let project = facts(&[
        ("implementation_started", "2024-05-21"),
        ("final_acceptance_passed", "2024-08-20"),
    ]);
    let got = judge(&project, "2024-12-01");
    let owed: Vec<String> = periods(&got, MONTHLY).into_iter().map(|(p, _)| p).collect();
    assert_eq!(owed, ["2024-06", "2024-07"]);
    let project = facts(&[
        ("implementation_started", "2024-05-20"),
        ("final_acceptance_passed", "2024-08-21"),
    ]);
    let got = judge(&project, "2024-12-01");
    let owed: Vec<String> = periods(&got, MONTHLY).into_iter().map(|(p, _)| p).collect();
    assert_eq!(owed, ["2024-05", "2024-06", "2024-07", "2024-08"]);
}

#[test]
fn before_the_start_there_is_one_obligation_without_a_period() {
    let got = judge(&facts(&[]), "2024-06-20");
    assert_eq!(periods(&got, MONTHLY), [(String::new(), Status::NotDue)]);
}

#[test]
fn a_plan_year_has_its_days_in_the_year_before() {
    let mut project = facts(&[]);
    report(&mut project, "annual_application", "2025", "2024-08-01");
    let got = judge(&project, "2024-08-05");
    assert_eq!(
        one(&got, "sample-4-apply").days.due_on,
        Some(day("2024-07-31"))
    );
    assert_eq!(status(&got, "sample-4-apply"), Status::FulfilledLate);
    assert_eq!(status(&got, "sample-4-prereview"), Status::Pending);

    project
        .record(Record::event("prereview_passed", day("2024-09-30")))
        .unwrap();
    let got = judge(&project, "2024-12-01");
    assert_eq!(status(&got, "sample-4-prereview"), Status::Fulfilled);
    // Next year a new plan year comes into being.
    assert_eq!(got.next_change_on, Some(day("2025-01-01")));
    let got = judge(&project, "2025-08-01");
    let expected = [
        ("2025".to_owned(), Status::FulfilledLate),
        ("2026".to_owned(), Status::Overdue),
    ];
    assert_eq!(periods(&got, "sample-4-apply"), expected);
}

#[test]
fn an_act_performs_the_plan_year_after_its_own() {
    let project = facts(&[
        ("prereview_passed", "2025-01-10"),
        ("annual_plan_issued", "2025-02-01"),
    ]);
    let expected = [("2026".to_owned(), Status::Overdue)];
    assert_eq!(
        periods(&judge(&project, "2025-12-01"), "sample-4-prereview"),
        expected
    );
    let project = facts(&[
        ("prereview_passed", "2025-08-10"),
        ("prereview_passed", "2026-08-10"),
    ]);
    let got = judge(&project, "2026-12-01");
    let expected = [
        ("2026".to_owned(), Status::Fulfilled),
        ("2027".to_owned(), Status::Fulfilled),
    ];
    assert_eq!(periods(&got, "sample-4-prereview"), expected);
}

#[test]
fn next_years_plan_is_not_owed_once_the_plan_is_issued() {
    let project = facts(&[("annual_plan_issued", "2024-02-01")]);
    assert!(periods(&judge(&project, "2024-08-05"), "sample-4-apply").is_empty());
}

#[test]
fn an_act_before_the_window_opens_does_not_count() {
    let mut project = facts(&[("final_acceptance_passed", "2024-02-29")]);
    let filing = |on| {
        Record::document("filing", Some(day(on)))
            .with(
                "matter",
                shuniu_policy::Value::One("self_evaluation".into()),
            )
            .with("with", shuniu_policy::Value::One("finance".into()))
    };
    project.record(filing("2025-02-27")).unwrap();
    let got = judge(&project, "2026-03-02");
    assert_eq!(status(&got, "sample-5-self-evaluation"), Status::Overdue);
    project.record(filing("2026-02-28")).unwrap();
    let got = judge(&project, "2026-03-02");
    let evaluation = one(&got, "sample-5-self-evaluation");
    assert_eq!(evaluation.days.earliest_on, Some(day("2025-02-28")));
    assert_eq!(evaluation.days.latest_on, Some(day("2026-02-28")));
    assert_eq!(status(&got, "sample-5-self-evaluation"), Status::Fulfilled);
}

#[test]
fn a_year_somebody_reported_for_exists_also_where_a_report_is_one_of_several_ways() {
    let plan = "sample-10-year-plan";
    let mut project = facts(&[("project_approved", "2023-05-01")]);
    report(&mut project, "annual_application", "2022", "2021-09-01");
    let expected = [("2022".to_owned(), Status::Fulfilled)];
    assert_eq!(periods(&judge(&project, "2024-06-01"), plan), expected);
    let project = facts(&[("application_submitted", "2024-05-13")]);
    let expected = [("2024".to_owned(), Status::Fulfilled)];
    assert_eq!(periods(&judge(&project, "2024-06-01"), plan), expected);
}
