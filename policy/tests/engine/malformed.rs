//! Facts that cannot be: each is refused by name, and nothing is guessed in its place.

use std::sync::Arc;

use shuniu_policy::{
    Calendars, Facts, Fen, Packs, Period, Status, Value, Vocabulary,
    cases::check_text,
    facts::{FactError, Record, Report},
    vocabulary::{Definition, Family, ValueType},
};

use crate::sample::{day, facts, judge, pack, status};

/// A value of each type.
fn each() -> [Value; 6] {
    [
        Value::Money(Fen::new(100)),
        Value::Int(1),
        Value::Bool(true),
        Value::One("a".to_owned()),
        Value::List(vec!["a".to_owned()]),
        Value::Date(day("2025-03-03")),
    ]
}

fn of_type(kind: ValueType) -> Value {
    each()
        .into_iter()
        .find(|value| value.value_type() == kind)
        .unwrap()
}

/// A value that the definition permits.
fn permitted(of: &Definition) -> Value {
    let first = || of.values[0].name.clone();
    match of.value_type.unwrap() {
        ValueType::One => Value::One(first()),
        ValueType::List => Value::List(vec![first()]),
        other => of_type(other),
    }
}

fn told() -> Facts {
    Facts::new(Arc::clone(pack().vocabulary()))
}

#[test]
fn every_fact_refuses_every_other_type_and_every_strange_word() {
    for of in Vocabulary::shared().all(Family::Fact) {
        assert_eq!(told().set(&of.name, permitted(of)), Ok(()), "{}", of.name);
        for value in each() {
            let same = Some(value.value_type()) == of.value_type;
            match told().set(&of.name, value) {
                Err(FactError::Type { name, .. }) => assert!(name == of.name && !same),
                Err(FactError::Unknown(text)) => {
                    assert!(same && text.contains(&of.name), "{text}");
                }
                Ok(()) => assert!(same && of.values.is_empty(), "{}", of.name),
                Err(other) => panic!("{}: {other}", of.name),
            }
        }
    }
}

#[test]
fn every_record_refuses_what_it_does_not_have_and_misses_what_it_needs() {
    for (family, dated) in [(Family::Event, true), (Family::Document, false)] {
        for of in Vocabulary::shared().all(family) {
            let bare = || match family {
                Family::Event => Record::event(&of.name, day("2025-03-03")),
                _ => Record::document(&of.name, None),
            };
            let mut whole = bare();
            for attribute in &of.attributes {
                whole = whole.with(&attribute.name, permitted(attribute));
            }
            assert_eq!(told().record(whole.clone()), Ok(()), "{}", of.name);
            for attribute in &of.attributes {
                let mut without = whole.clone();
                without.attributes.remove(&attribute.name);
                let missing = matches!(told().record(without), Err(FactError::Missing { .. }));
                assert_eq!(
                    missing, attribute.required,
                    "{} {}",
                    of.name, attribute.name
                );
                for value in each()
                    .into_iter()
                    .filter(|v| Some(v.value_type()) != attribute.value_type)
                {
                    let wrong = told().record(whole.clone().with(&attribute.name, value));
                    assert!(matches!(wrong, Err(FactError::Type { .. })), "{}", of.name);
                }
            }
            let strange = told().record(whole.clone().with("colour", Value::Bool(true)));
            assert!(matches!(strange, Err(FactError::Unknown(_))), "{}", of.name);
            let mut undated = whole;
            undated.on = None;
            assert_eq!(told().record(undated).is_err(), dated, "{}", of.name);
        }
    }
}

#[test]
fn every_report_refuses_a_period_of_another_length() {
    let periods = [
        Period::Year(2025),
        Period::Quarter(2025, 3),
        Period::Month(2025, 7),
    ];
    for of in Vocabulary::shared().all(Family::Report) {
        for period in periods {
            let report = Report {
                kind: of.name.clone(),
                period,
                on: day("2025-07-15"),
            };
            let fits = of.period == Some(period.kind());
            assert_eq!(told().report(report).is_ok(), fits, "{} {period}", of.name);
        }
    }
}

/// The scheme was revised before the opinion came: that is no answer to it.
#[test]
fn what_came_before_its_cause_performs_nothing() {
    let mut project = facts(&[("third_party_review_opinion_received", "2025-01-24")]);
    let early = Record::document("revised_scheme", Some(day("2025-01-23")));
    project.record(early).unwrap();
    assert_eq!(
        status(&judge(&project, "2025-03-01"), "sample-1-revise"),
        Status::Overdue
    );
}

/// Each day, amount and word that cannot be stands in the answer with its line; the claims of such
/// a case are not judged.
#[test]
fn a_case_with_days_and_values_that_cannot_be_is_no_case() {
    let text = "
name: 东至
pack: dongzhi
today: 2026-02-30
project: {budget_yuan: 1e6, lot_count: two, classified: yes, funding_sources: fiscal}
events:
  - {kind: project_approved, on: 2025-06-31}
  - {kind: final_acceptance_passed}
  - {kind: acceptance_panel_formed, on: 2025-06-03, panel_size: five, external: 1}
documents:
  - {kind: archive, part: complete, on: yesterday}
reports:
  - {kind: annual_application, period: 2025-13, on: 2025-01-20}
expect: {derived: {supervision_required: false}}
";
    let got = check_text("case.yaml", text, Packs::shipped(), &Calendars::shipped());
    let lines: Vec<String> = got.problems.iter().map(ToString::to_string).collect();
    for (line, word) in [
        (4, "today"),
        (5, "budget_yuan"),
        (5, "lot_count"),
        (5, "classified"),
        (5, "funding_sources"),
        (7, "on"),
        (8, "on"),
        (9, "panel_size"),
        (9, "external"),
        (11, "on"),
        (13, "period"),
    ] {
        let place = format!("case.yaml:{line}:");
        let found = lines
            .iter()
            .any(|l| l.starts_with(&place) && l.contains(&format!("`{word}`")));
        assert!(found, "{line} {word}: {lines:#?}");
    }
    assert!(got.differences.is_empty() && !got.passed());
}

/// No project has them, whoever says so; each stands in the answer with its line.
#[test]
fn a_case_with_what_no_project_can_have_is_no_case() {
    let text = "
name: 东至
pack: dongzhi
today: 2200-01-01
complete_through: 1979-12-31
project: {budget_yuan: -0.01, lot_count: -1, investment_yuan: 1000000000001}
events:
  - {kind: project_approved, on: 0202-06-30}
  - {kind: acceptance_panel_formed, on: 2025-06-03, panel_size: -5, external: true}
documents:
  - {kind: archive, part: complete, on: 2205-01-01}
  - {kind: extension_request, on: 2025-01-02, until: 9999-12-31}
reports:
  - {kind: annual_application, period: 0205, on: 2025-01-20}
exceptions:
  - {provision: dongzhi-09-not-in-plan-no-approval, approved_by: 县政府, on: 1970-01-01, reason: 急}
expect: {derived: {supervision_required: false}}
";
    let got = check_text("case.yaml", text, Packs::shipped(), &Calendars::shipped());
    let lines: Vec<String> = got.problems.iter().map(ToString::to_string).collect();
    let another_age = "of another age";
    let expected = [
        (4, "today", "2200-01-01", another_age),
        (5, "complete_through", "1979-12-31", another_age),
        (6, "budget_yuan", "-0.01", "below zero"),
        (6, "lot_count", "-1", "below zero"),
        (
            6,
            "investment_yuan",
            "1000000000001.00",
            "more than any project can have",
        ),
        (8, "on", "0202-06-30", another_age),
        (9, "panel_size", "-5", "below zero"),
        (11, "on", "2205-01-01", another_age),
        (12, "until", "9999-12-31", another_age),
        (14, "period", "0205-01-01", another_age),
        (16, "on", "1970-01-01", another_age),
    ];
    let expected = expected
        .map(|(line, name, value, why)| format!("case.yaml:{line}: `{name}`: {value} is {why}"));
    assert_eq!(lines, expected);
    assert!(got.differences.is_empty() && !got.passed());
}

#[test]
fn a_word_that_stands_twice_in_a_list_counts_once() {
    let mut project = told();
    let twice = ["ops_service", "ops_service", "software_purchase"].map(str::to_owned);
    project
        .set("project_categories", Value::List(twice.to_vec()))
        .unwrap();
    let once = ["ops_service", "software_purchase"].map(str::to_owned);
    assert_eq!(
        project.get("project_categories"),
        Some(&Value::List(once.to_vec()))
    );
}
