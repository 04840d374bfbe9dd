use std::sync::Arc;

use shuniu_policy::{
    Calendars, Facts, Packs, Status, assessment::GateStatus, evaluate, facts::Record,
};

use crate::sample::{day, facts, judge, of, periods, status};

#[test]
fn what_rests_on_an_unobserved_stretch_is_undetermined_and_never_overdue() {
    let mut project = facts(&[("third_party_review_opinion_received", "2025-01-24")]);
    project
        .kind_complete_through("revised_scheme", day("2025-02-07"))
        .unwrap();
    assert_eq!(
        status(&judge(&project, "2025-02-10"), "sample-1-revise"),
        Status::Pending
    );
    assert_eq!(
        status(&judge(&project, "2025-03-01"), "sample-1-revise"),
        Status::Undetermined
    );
    project
        .kind_complete_through("revised_scheme", day("2025-02-10"))
        .unwrap();
    assert_eq!(
        status(&judge(&project, "2025-03-01"), "sample-1-revise"),
        Status::Overdue
    );
    assert!(
        project
            .kind_complete_through("revised_schema", day("2025-02-10"))
            .is_err()
    );
}

#[test]
fn a_gate_asks_for_what_was_not_observed() {
    let mut project = facts(&[]);
    let got = judge(&project, "2025-03-01");
    let gate = got.gate("construction_start").unwrap();
    assert_eq!((gate.blockers.len(), gate.needs.len()), (1, 0));
    project.complete_through(day("2025-02-01"));
    let got = judge(&project, "2025-03-01");
    let gate = got.gate("construction_start").unwrap();
    assert_eq!((gate.status, gate.blockers.len()), (GateStatus::Closed, 0));
    assert_eq!(gate.needs[0].fact, "project_approved");
}

#[test]
fn an_old_project_owes_nothing_from_before_its_attested_day() {
    let mut project = facts(&[
        ("third_party_review_opinion_received", "2024-01-10"),
        ("implementation_started", "2024-03-01"),
        ("security_incident", "2024-04-01"),
    ]);
    project.tracked_since(day("2024-06-01"));
    let got = judge(&project, "2024-07-10");
    assert!(of(&got, "sample-1-revise").is_empty());
    assert_eq!(status(&got, "sample-6-incidents"), Status::Undetermined);
    let expected = [
        ("2024-06".to_owned(), Status::Overdue),
        ("2024-07".to_owned(), Status::Pending),
    ];
    assert_eq!(periods(&got, "sample-3-monthly"), expected);
}

#[test]
fn what_lies_ahead_does_not_count_but_is_a_change_to_come() {
    let project = facts(&[("third_party_review_opinion_received", "2025-05-05")]);
    let got = judge(&project, "2025-05-01");
    assert_eq!(status(&got, "sample-1-revise"), Status::NotDue);
    assert_eq!(got.next_change_on, Some(day("2025-05-05")));
}

#[test]
fn a_gate_that_rests_on_an_unobserved_duty_is_closed_and_asks_for_its_evidence() {
    let mut project = facts(&[("third_party_review_opinion_received", "2025-01-24")]);
    project
        .kind_complete_through("revised_scheme", day("2025-02-07"))
        .unwrap();
    let got = judge(&project, "2025-03-01");
    let gate = got.gate("funding_allocation").unwrap();
    assert_eq!(gate.status, GateStatus::Closed);
    assert_eq!(gate.needs[0].fact, "revised_scheme");
}

/// 东至 第二十一条: who has had a change needs its demonstration. That none is recorded says
/// something only as far as somebody looked.
#[test]
fn changes_that_nobody_could_have_seen_are_not_counted_as_none() {
    let pack = Packs::shipped().get("dongzhi").unwrap();
    let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
    let needed = |facts: &Facts| {
        let got = evaluate(&[pack], &calendar, facts, day("2025-06-30"));
        let gate = got.gate("final_acceptance").unwrap();
        let id = "dongzhi-21-change-demonstration-material";
        let needs = gate.needs.iter().filter(|need| need.provision == id);
        let needs: Vec<String> = needs.map(|need| need.fact.clone()).collect();
        (gate.blockers.iter().any(|b| b.provision == id), needs)
    };
    let mut facts = Facts::new(Arc::clone(pack.vocabulary()));
    assert_eq!(needed(&facts), (false, vec![]));
    facts
        .kind_complete_through("change_decided", day("2025-05-31"))
        .unwrap();
    assert_eq!(needed(&facts), (false, vec!["change_decided".to_owned()]));
    let change = Record::event("change_implemented", day("2025-03-03"));
    facts.record(change).unwrap();
    assert_eq!(needed(&facts), (true, vec![]), "one is enough");
}
