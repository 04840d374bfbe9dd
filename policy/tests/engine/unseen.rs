//! What may have happened after the record of a kind ends: it opens no gate, makes nothing late
//! and is found nowhere.

use std::sync::Arc;

use shuniu_policy::{
    Calendars, Facts, Packs, Status, Value,
    assessment::{Assessment, GateStatus},
    evaluate,
    facts::Record,
};

use crate::sample::{day, facts, judge, one, status};

const REVISE: &str = "sample-1-revise";

fn read_through(facts: &mut Facts, kind: &str, on: &str) {
    facts.kind_complete_through(kind, day(on)).unwrap();
}

/// How a gate stands, and what it needs.
fn gate(got: &Assessment, name: &str) -> (GateStatus, Vec<String>) {
    let gate = got.gate(name).unwrap();
    assert!(gate.blockers.is_empty(), "{:?}", gate.blockers);
    let needs = gate.needs.iter().map(|need| need.fact.clone());
    (gate.status, needs.collect())
}

fn open() -> (GateStatus, Vec<String>) {
    (GateStatus::Open, Vec::new())
}

fn needing(kind: &str) -> (GateStatus, Vec<String>) {
    (GateStatus::Closed, vec![kind.to_owned()])
}

#[test]
fn a_clock_that_nobody_saw_start_closes_what_it_would_close_once_it_can_have_run_out() {
    let opinion = "third_party_review_opinion_received";
    let mut project = facts(&[]);
    // Received on 20 February it was due on 3 March, the day of evaluation; a day earlier, before.
    read_through(&mut project, opinion, "2025-02-19");
    assert_eq!(
        gate(&judge(&project, "2025-03-03"), "funding_allocation"),
        open()
    );
    read_through(&mut project, opinion, "2025-02-18");
    let got = judge(&project, "2025-03-03");
    assert_eq!(gate(&got, "funding_allocation"), needing(opinion));
    assert_eq!(status(&got, REVISE), Status::NotDue);
}

#[test]
fn a_letter_that_may_have_come_in_time_leaves_the_duty_undetermined() {
    let mut project = facts(&[("third_party_review_opinion_received", "2025-01-24")]);
    read_through(&mut project, "extension_request", "2025-02-09");
    assert_eq!(
        status(&judge(&project, "2025-02-10"), REVISE),
        Status::Pending
    );
    let got = judge(&project, "2025-02-11");
    assert_eq!(status(&got, REVISE), Status::Undetermined);
    assert_eq!(one(&got, REVISE).needs, ["extension_request"]);
    read_through(&mut project, "extension_request", "2025-02-10");
    assert_eq!(
        status(&judge(&project, "2025-02-11"), REVISE),
        Status::Overdue
    );
}

#[test]
fn a_letter_without_a_day_leaves_undetermined_only_what_it_can_change() {
    let mut project = facts(&[("third_party_review_opinion_received", "2025-01-24")]);
    let letter = Record::document("extension_request", None);
    let letter = letter.with("until", Value::Date(day("2025-02-14")));
    project.record(letter).unwrap();
    assert_eq!(
        status(&judge(&project, "2025-02-10"), REVISE),
        Status::Pending
    );
    let got = judge(&project, "2025-02-11");
    assert_eq!(got.next_change_on, Some(day("2025-02-15")));
    let got = judge(&project, "2025-02-14");
    assert_eq!(status(&got, REVISE), Status::Undetermined);
    assert_eq!(one(&got, REVISE).needs, ["extension_request.on"]);
    assert_eq!(
        status(&judge(&project, "2025-02-15"), REVISE),
        Status::Overdue
    );

    let filed = |on: &str| {
        let mut project = project.clone();
        let scheme = Record::document("revised_scheme", Some(day(on)));
        project.record(scheme).unwrap();
        status(&judge(&project, "2025-03-03"), REVISE)
    };
    assert_eq!(filed("2025-02-10"), Status::Fulfilled);
    assert_eq!(filed("2025-02-14"), Status::Undetermined);
    assert_eq!(filed("2025-02-15"), Status::FulfilledLate);
}

#[test]
fn a_run_that_may_have_ended_too_early_is_not_long_enough() {
    let mut project = facts(&[("trial_run_started", "2025-01-06")]);
    project.set("special_project", Value::Bool(false)).unwrap();
    let mut seen = |through: &str| {
        read_through(&mut project, "trial_run_ended", through);
        let got = judge(&project, "2025-05-06");
        (gate(&got, "final_acceptance"), got.findings.len())
    };
    assert_eq!(seen("2025-04-04"), (needing("trial_run_ended"), 0));
    // Whoever ends it on 6 April has run it for three months, and no longer.
    assert_eq!(seen("2025-04-05"), (open(), 0));
    assert_eq!(seen("2025-04-06"), (open(), 1));
}

#[test]
fn a_run_that_may_have_begun_anew_is_not_long_enough() {
    let mut project = facts(&[
        ("trial_run_started", "2025-01-06"),
        ("trial_run_ended", "2025-04-08"),
    ]);
    assert_eq!(
        gate(&judge(&project, "2025-05-06"), "final_acceptance"),
        open()
    );
    read_through(&mut project, "trial_run_started", "2025-05-05");
    let got = judge(&project, "2025-05-06");
    assert_eq!(gate(&got, "final_acceptance"), needing("trial_run_started"));
}

/// 东至 第十一条 closes no gate: what its letter may change is to come by the duty itself.
#[test]
fn the_day_on_which_a_letter_without_a_day_begins_to_matter_is_to_come() {
    let mut facts = of_pack("dongzhi");
    let opinion = Record::event("third_party_review_opinion_received", day("2025-01-24"));
    facts.record(opinion).unwrap();
    assert_eq!(told("dongzhi", &facts, "2025-02-10").next_change_on, None);
    let letter = Record::document("extension_request", None);
    facts.record(letter).unwrap();
    let got = told("dongzhi", &facts, "2025-02-10");
    assert_eq!(got.next_change_on, Some(day("2025-02-11")));
}

/// R8: of the events that may start a clock, those behind one that has happened do not count.
#[test]
fn what_may_have_started_a_clock_in_place_of_another_is_asked_for() {
    let needs = |facts: &Facts| {
        let got = told("meixian", facts, "2025-09-01");
        let gate = got.gate("final_acceptance").unwrap();
        let own = gate.needs.iter().filter(|need| {
            need.provision == "meixian-19-trial-run-min-3-months" && need.fact.ends_with("ed")
        });
        own.map(|need| need.fact.clone()).collect::<Vec<_>>()
    };
    let mut facts = of_pack("meixian");
    let accepted = Record::event("initial_acceptance_passed", day("2025-03-03"));
    facts.record(accepted).unwrap();
    assert!(needs(&facts).is_empty());
    read_through(&mut facts, "trial_run_started", "2025-08-01");
    assert_eq!(needs(&facts), ["trial_run_started"]);

    let started = Record::event("trial_run_started", day("2025-03-10"));
    let mut facts = of_pack("meixian");
    facts.record(started).unwrap();
    let accepted = Record::event("initial_acceptance_passed", day("2025-03-03"));
    facts.record(accepted).unwrap();
    read_through(&mut facts, "initial_acceptance_passed", "2025-08-01");
    assert!(needs(&facts).is_empty());
}

/// 亭湖 第19条: the final acceptance alone is enough under a fact, and is done on its own day.
#[test]
fn what_is_done_on_a_day_under_a_fact_is_done_on_that_day() {
    let mut facts = of_pack("tinghu");
    let investment = Value::Money("999999.99".parse().unwrap());
    facts.set("investment_yuan", investment).unwrap();
    facts
        .set("project_type", Value::One("build".to_owned()))
        .unwrap();
    for (kind, on) in [
        ("construction_completed", "2025-06-03"),
        ("final_acceptance_passed", "2025-09-01"),
    ] {
        facts.record(Record::event(kind, day(on))).unwrap();
    }
    let got = told("tinghu", &facts, "2025-10-13");
    let done = one(&got, "tinghu-19-acceptance-mandatory");
    assert_eq!(done.days.fulfilled_on, Some(day("2025-09-01")));
    assert!(!done.fulfilled_undated);
}

fn of_pack(pack: &str) -> Facts {
    let pack = Packs::shipped().get(pack).unwrap();
    Facts::new(Arc::clone(pack.vocabulary()))
}

fn told(pack: &str, facts: &Facts, today: &str) -> Assessment {
    let pack = Packs::shipped().get(pack).unwrap();
    let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
    evaluate(&[pack], &calendar, facts, day(today))
}
