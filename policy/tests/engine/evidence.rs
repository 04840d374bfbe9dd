use shuniu_policy::{
    Packs, Status, Value,
    assessment::{GateStatus, Proof},
    facts::{Record, Source},
};

use crate::sample::{day, facts, judge, one, pack, status};

fn material(parts: &[&str], on: &str) -> Record {
    let parts = parts.iter().map(|part| (*part).to_owned()).collect();
    Record::document("application_material", Some(day(on))).with("parts", Value::List(parts))
}

#[test]
fn material_lists_count_what_was_there_before_and_parts_add_up() {
    let mut project = facts(&[("application_submitted", "2025-02-17")]);
    project
        .record(material(&["application_form"], "2025-02-10"))
        .unwrap();
    assert_eq!(
        status(&judge(&project, "2025-03-01"), "sample-10-material"),
        Status::Pending
    );
    project
        .record(material(&["scheme", "basis"], "2025-02-12"))
        .unwrap();
    let got = judge(&project, "2025-03-01");
    assert_eq!(status(&got, "sample-10-material"), Status::Fulfilled);
    assert_eq!(
        one(&got, "sample-10-material").days.fulfilled_on,
        Some(day("2025-02-17"))
    );
}

#[test]
fn a_fulfilled_duty_names_what_performed_it_and_an_open_one_nothing() {
    let mut project = facts(&[("application_submitted", "2025-02-17")]);
    let form = material(&["application_form"], "2025-02-10").with_id("form");
    project.record(form).unwrap();
    let open = judge(&project, "2025-03-01");
    assert_eq!(one(&open, "sample-10-material").fulfilled_by, []);
    let rest = material(&["scheme", "basis"], "2025-02-12").with_id("rest");
    project.record(rest).unwrap();
    let done = judge(&project, "2025-03-01");
    let proof = |id: &str| Proof::Record {
        source: Source::Document,
        id: id.to_owned(),
    };
    let by = &one(&done, "sample-10-material").fulfilled_by;
    assert_eq!(*by, [proof("form"), proof("rest")]);
}

#[test]
fn only_the_parts_that_are_missing_are_named() {
    let named = |project: &_| {
        let got = judge(project, "2025-03-01");
        let duty = one(&got, "sample-10-material");
        let mut texts = duty.because.iter().map(|reason| reason.explain(&pack()).en);
        let absent = texts.find(|text| text.starts_with("no ") || text.contains("still lacks"));
        absent.expect("the material is incomplete")
    };
    let mut project = facts(&[("application_submitted", "2025-02-17")]);
    let nothing = named(&project);
    assert!(
        nothing.contains("hold: application form, implementation or construction scheme"),
        "{nothing}"
    );
    project
        .record(material(&["application_form"], "2025-02-10"))
        .unwrap();
    let form_is_there = named(&project);
    assert_eq!(
        form_is_there,
        "the application material, filed on 2025-02-10, still lacks: implementation or construction scheme"
    );
}

#[test]
fn a_document_after_an_event_needs_the_event_and_its_own_day() {
    let closed = |project: &_| {
        let got = judge(project, "2025-06-01");
        got.gate("settlement").unwrap().status == GateStatus::Closed
    };
    let record = |on: Option<&str>| Record::document("settlement_record", on.map(day));
    let mut project = facts(&[]);
    project.record(record(Some("2025-05-01"))).unwrap();
    assert!(closed(&project), "nothing was accepted");
    let accepted = [("final_acceptance_passed", "2025-05-02")];
    let mut project = facts(&accepted);
    project.record(record(Some("2025-05-01"))).unwrap();
    assert!(closed(&project), "settled before acceptance");
    project.record(record(None)).unwrap();
    assert!(closed(&project), "no day proves nothing");
    project.record(record(Some("2025-05-02"))).unwrap();
    assert!(!closed(&project));
}

#[test]
fn a_provision_names_each_paper_that_performs_it_and_where_it_leaves_a_choice() {
    let asked = |pack: &str, provision: &str| {
        let pack = Packs::shipped().get(pack).unwrap();
        let papers = pack.provision(provision).unwrap().papers();
        let told = papers.iter().map(|paper| {
            let way = paper.alternative.map(|way| (way.choice, way.of_papers));
            let wanted = paper.attributes().iter();
            let wanted = wanted.map(|(name, values)| format!("{name}={}", values[0]));
            let wanted = wanted.chain(paper.parts().iter().cloned());
            (paper.kind().to_owned(), wanted.collect::<Vec<_>>(), way)
        });
        told.collect::<Vec<_>>()
    };
    let named = |kind: &str, wanted: &[&str], way| {
        let wanted = wanted.iter().map(|one| (*one).to_owned()).collect();
        (kind.to_owned(), wanted, way)
    };
    assert_eq!(
        asked("tinghu", "tinghu-11-tender-document-basis"),
        [
            named(
                "application_material",
                &["feasibility_report", "cost_assessment"],
                None
            ),
            named("fiscal_review_report", &[], Some((2, false))),
        ]
    );
    assert_eq!(
        asked("meixian", "meixian-03-finance-budget-and-prereview"),
        [
            named("fiscal_review_report", &[], Some((0, true))),
            named("review_opinion", &["by=finance"], Some((0, true))),
        ]
    );
    let monthly = pack();
    let reports = monthly
        .provisions
        .iter()
        .filter(|one| one.papers().is_empty());
    assert!(reports.count() > 0, "a report is no paper");
}

#[test]
fn the_latest_evaluation_counts() {
    let grade = |grade: &str, on: &str| {
        let value = Value::One(grade.to_owned());
        Record::event("evaluation_completed", day(on)).with("grade", value)
    };
    let mut project = facts(&[]);
    project.record(grade("poor", "2024-05-01")).unwrap();
    let got = judge(&project, "2025-06-01");
    assert_eq!(got.gate("om_funding").unwrap().status, GateStatus::Closed);
    project.record(grade("good", "2025-05-01")).unwrap();
    let got = judge(&project, "2025-06-01");
    assert_eq!(got.gate("om_funding").unwrap().status, GateStatus::Open);
}

#[test]
fn a_gate_that_closes_with_lateness_is_a_change_to_come() {
    let project = facts(&[
        ("third_party_review_opinion_received", "2025-01-24"),
        ("annual_plan_issued", "2025-01-02"),
    ]);
    let got = judge(&project, "2025-02-10");
    assert_eq!(
        got.gate("funding_allocation").unwrap().status,
        GateStatus::Open
    );
    assert_eq!(got.next_change_on, Some(day("2025-02-11")));
    let got = judge(&project, "2025-02-11");
    assert_eq!(
        got.gate("funding_allocation").unwrap().status,
        GateStatus::Closed
    );
}

#[test]
fn a_standing_duty_runs_from_the_first_event_or_the_attested_day() {
    let mut project = facts(&[]);
    assert_eq!(
        status(&judge(&project, "2025-03-01"), "sample-10-rules"),
        Status::Pending
    );
    project
        .record(Record::event("contract_signed", day("2024-03-01")))
        .unwrap();
    let got = judge(&project, "2025-03-01");
    assert_eq!(
        one(&got, "sample-10-rules").days.triggered_on,
        Some(day("2024-03-01"))
    );
    project.tracked_since(day("2024-06-01"));
    let got = judge(&project, "2025-03-01");
    assert_eq!(
        one(&got, "sample-10-rules").days.triggered_on,
        Some(day("2024-06-01"))
    );
    assert_eq!(status(&got, "sample-10-rules"), Status::Pending);
}

#[test]
fn a_whole_number_of_a_record_is_compared() {
    let held = |issues: Option<i64>| {
        let record = Record::event("final_acceptance_held", day("2025-03-03"));
        let record = issues.map_or(record.clone(), |n| {
            record.with("open_issues", Value::Int(n))
        });
        let mut project = facts(&[]);
        project.record(record).unwrap();
        status(&judge(&project, "2025-03-10"), "sample-10-rectify")
    };
    assert_eq!(held(Some(1)), Status::Pending);
    assert_eq!(held(Some(2)), Status::Pending);
    assert_eq!(held(Some(0)), Status::NotDue);
    assert_eq!(
        held(None),
        Status::NotDue,
        "an absent attribute never matches"
    );
}
