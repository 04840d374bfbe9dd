use shuniu_policy::{Status, Value, assessment::Flag, facts::Record};

use crate::sample::{day, facts, judge, of, one, status};

#[test]
fn every_incident_has_its_own_clock_and_needs_its_own_record() {
    let mut project = facts(&[
        ("security_incident", "2025-03-01"),
        ("security_incident", "2025-03-10"),
    ]);
    let record = |on| Record::document("incident_record", Some(day(on)));
    project.record(record("2025-03-12")).unwrap();
    let got = judge(&project, "2025-03-20");
    let incidents = of(&got, "sample-6-incidents");
    let keys: Vec<&str> = incidents.iter().map(|o| o.occurrence.as_str()).collect();
    assert_eq!(keys, ["2025-03-01", "2025-03-10"]);
    let statuses: Vec<Status> = incidents
        .iter()
        .map(|o| o.status(got.assessed_for))
        .collect();
    assert_eq!(statuses, [Status::Fulfilled, Status::Pending]);
    assert!(incidents[1].flags(day("2025-04-09")).is_empty());
    assert_eq!(incidents[1].flags(day("2025-04-10")), [Flag::Attention]);
    project.record(record("2025-03-15")).unwrap();
    let got = judge(&project, "2025-03-20");
    assert!(
        of(&got, "sample-6-incidents")
            .iter()
            .all(|o| o.status(got.assessed_for) == Status::Fulfilled)
    );
}

#[test]
fn a_record_that_names_one_of_several_clocks_performs_that_one_alone() {
    let mut project = facts(&[]);
    for (id, on) in [("i-1", "2025-03-01"), ("i-2", "2025-03-10")] {
        let happened = Record::event("security_incident", day(on)).with_id(id);
        project.record(happened).unwrap();
    }
    let record = |on| Record::document("incident_record", Some(day(on)));
    let done = |project: &_| -> Vec<bool> {
        let got = judge(project, "2025-03-20");
        let incidents = of(&got, "sample-6-incidents").into_iter();
        let performed = |o: &shuniu_policy::assessment::Obligation| {
            o.status(got.assessed_for) == Status::Fulfilled
        };
        incidents.map(performed).collect()
    };
    project
        .record(record("2025-03-12").of_subject("i-2"))
        .unwrap();
    assert_eq!(done(&project), [false, true]);
    // What names none goes to the first that is open.
    project.record(record("2025-03-11")).unwrap();
    assert_eq!(done(&project), [true, true]);
}

#[test]
fn what_is_known_to_follow_from_one_of_several_clocks_performs_that_one_alone() {
    let mut project = facts(&[]);
    for (id, on) in [("i-1", "2025-03-01"), ("i-2", "2025-03-10")] {
        let happened = Record::event("security_incident", day(on)).with_id(id);
        project.record(happened).unwrap();
    }
    let record = Record::document("incident_record", Some(day("2025-03-12")));
    let follows = record.of_subject("c-9").following(vec!["i-2".to_owned()]);
    project.record(follows).unwrap();
    let got = judge(&project, "2025-03-20");
    let done: Vec<Status> = of(&got, "sample-6-incidents")
        .iter()
        .map(|o| o.status(got.assessed_for))
        .collect();
    assert_eq!(done, [Status::Pending, Status::Fulfilled]);
}

#[test]
fn contracts_run_side_by_side() {
    let mut project = facts(&[]);
    for (contract, on) in [("c-1", "2025-03-03"), ("c-2", "2025-03-05")] {
        let signed = Record::event("contract_signed", day(on)).of_subject(contract);
        project.record(signed).unwrap();
    }
    let copy = Record::document("contract_copy", Some(day("2025-03-10"))).of_subject("c-2");
    project.record(copy).unwrap();
    let got = judge(&project, "2025-03-20");
    let copies = of(&got, "sample-7-contract-copy");
    let seen: Vec<(Option<&str>, Status)> = copies
        .iter()
        .map(|o| (o.subject.as_deref(), o.status(got.assessed_for)))
        .collect();
    assert_eq!(
        seen,
        [
            (Some("c-1"), Status::Overdue),
            (Some("c-2"), Status::Fulfilled)
        ]
    );
    assert_eq!(copies[0].days.due_on, Some(day("2025-03-12")));
}

#[test]
fn a_letter_in_time_moves_the_last_day_and_a_late_one_does_not() {
    const REVISE: &str = "sample-1-revise";
    let received = || facts(&[("third_party_review_opinion_received", "2025-01-24")]);
    let letter = |on: &str| Record::document("extension_request", Some(day(on)));
    let until = Value::Date(day("2025-03-14"));

    let mut project = received();
    project
        .record(letter("2025-02-10").with("until", until.clone()))
        .unwrap();
    let got = judge(&project, "2025-03-01");
    assert_eq!(one(&got, REVISE).days.due_on, Some(day("2025-03-14")));
    assert_eq!(status(&got, REVISE), Status::Pending);

    let mut project = received();
    project
        .record(letter("2025-02-11").with("until", until))
        .unwrap();
    let got = judge(&project, "2025-03-01");
    assert_eq!(one(&got, REVISE).days.due_on, Some(day("2025-02-10")));
    assert_eq!(status(&got, REVISE), Status::Overdue);

    let mut project = received();
    project.record(letter("2025-02-10")).unwrap();
    let got = judge(&project, "2025-03-01");
    assert_eq!(status(&got, REVISE), Status::Undetermined);
    assert_eq!(one(&got, REVISE).needs, ["extension_request.until"]);
}

#[test]
fn evidence_without_a_day_is_taken_as_of_today() {
    const REVISE: &str = "sample-1-revise";
    let mut project = facts(&[("third_party_review_opinion_received", "2025-01-24")]);
    project
        .record(Record::document("revised_scheme", None))
        .unwrap();
    assert_eq!(
        status(&judge(&project, "2025-02-10"), REVISE),
        Status::Fulfilled
    );
    let got = judge(&project, "2025-02-11");
    assert_eq!(status(&got, REVISE), Status::Undetermined);
    assert_eq!(one(&got, REVISE).needs, ["revised_scheme.on"]);
}
