use serde_json::json;

use super::*;
use crate::desk::WHOLE;

fn unite(shares: Vec<(Uuid, Owed)>, today: NaiveDate) -> Vec<Duty> {
    let mut united = United::default();
    for (project, owed) in shares {
        united.take(project, owed);
    }
    united.duties(today)
}

fn owed(period: &str, started: &str) -> Owed {
    Owed {
        provision: "x-1-yearly".to_owned(),
        pack_id: "x".to_owned(),
        pack_version: "1".to_owned(),
        subject: WHOLE.to_owned(),
        occurrence: WHOLE.to_owned(),
        period: period.to_owned(),
        triggered_on: started.parse().ok(),
        earliest_on: None,
        due_on: None,
        latest_on: None,
        last_on: None,
        fulfilled_on: None,
        undated: false,
        observed_through: None,
        incurable: false,
        undetermined: false,
        provisional: false,
        attention_on: None,
        needs: json!([]),
        flags: json!([]),
        because: json!([]),
        fault: None,
        parts: Vec::new(),
    }
}

fn today() -> NaiveDate {
    "2026-06-30".parse().unwrap()
}

fn of(one: &Duty) -> (&str, String, i64) {
    let started = one.owed.triggered_on.map(|day| day.to_string());
    (&one.owed.period, started.unwrap_or_default(), one.projects)
}

#[test]
fn a_duty_to_which_several_projects_give_rise_is_owed_once() {
    let [a, b, c] = [1, 2, 3].map(Uuid::from_u128);
    let duties = unite(
        vec![
            (a, owed("2025", "2025-06-01")),
            (b, owed("2025", "2025-03-01")),
            (c, owed("2026", "2026-01-01")),
        ],
        today(),
    );
    let all: Vec<_> = duties.iter().map(of).collect();
    let both = ("2025", "2025-03-01".to_owned(), 2);
    assert_eq!(all, [both, ("2026", "2026-01-01".to_owned(), 1)]);
}

#[test]
fn what_one_file_shows_to_be_done_is_done_for_all() {
    let [a, b] = [1, 2].map(Uuid::from_u128);
    let mut done = owed("2025", "2025-06-01");
    done.fulfilled_on = "2026-01-20".parse().ok();
    let mut open = owed("2025", "2025-03-01");
    open.undetermined = true;
    let [duty] = &unite(vec![(a, open), (b, done)], today())[..] else {
        panic!("one duty");
    };
    assert_eq!(duty.owed.fulfilled_on, "2026-01-20".parse().ok());
    assert!(!duty.owed.undetermined);
    assert_eq!(duty.project, Some(b));
}

#[test]
fn what_one_file_leaves_open_is_open_until_it_is_done() {
    let [a, b] = [1, 2].map(Uuid::from_u128);
    let mut late = owed("2025", "2025-03-01");
    late.last_on = "2025-12-31".parse().ok();
    let mut unseen = late.clone();
    unseen.undetermined = true;
    unseen.needs = json!(["annual_self_evaluation_report"]);
    let duties = unite(vec![(a, late), (b, unseen)], today());
    assert!(
        duties[0].owed.undetermined,
        "an incomplete file makes nothing overdue"
    );
    assert_eq!(
        duties[0].owed.needs,
        json!(["annual_self_evaluation_report"])
    );
    assert_eq!(duties[0].project, Some(b), "it decides");
}

#[test]
fn the_earliest_last_day_counts_and_the_shortest_record() {
    let [a, b] = [1, 2].map(Uuid::from_u128);
    let mut soon = owed(WHOLE, "2025-03-01");
    soon.last_on = "2025-04-01".parse().ok();
    let mut later = owed(WHOLE, "2025-05-01");
    later.last_on = "2025-06-01".parse().ok();
    later.observed_through = "2025-03-20".parse().ok();
    let duties = unite(vec![(a, later), (b, soon)], today());
    assert_eq!(duties[0].owed.last_on, "2025-04-01".parse().ok());
    assert_eq!(duties[0].owed.observed_through, "2025-03-20".parse().ok());
}

fn needs_list() -> Reason {
    Reason::UnknownFact {
        name: "list".to_owned(),
    }
}

/// A duty of two papers, of which a file holds those with a day.
fn two_papers(days: [Option<&str>; 2]) -> Owed {
    let paper = |at: usize, on: Option<&str>| Part {
        done: on.is_some(),
        on: on.map(|day| day.parse().unwrap()),
        undated: Vec::new(),
        because: vec![match on {
            Some(_) => Reason::Changes(at),
            None => Reason::ReportAbsent {
                kind: format!("absent {at}"),
                period: None,
                unseen: false,
            },
        }],
    };
    let parts = vec![paper(0, days[0]), paper(1, days[1])];
    let mut because: Vec<Reason> = parts.iter().flat_map(|part| part.because.clone()).collect();
    because.push(Reason::NoTime { periodic: false });
    because.push(needs_list());
    Owed {
        because: json!(because),
        parts,
        ..owed(WHOLE, "2025-03-01")
    }
}

#[test]
fn papers_of_one_duty_in_two_files_perform_it_together() {
    let [a, b, c] = [1, 2, 3].map(Uuid::from_u128);
    let first = two_papers([Some("2025-04-01"), None]);
    let second = two_papers([None, Some("2025-05-01")]);
    let duties = unite(vec![(a, first.clone()), (b, second)], today());
    assert_eq!(duties[0].owed.fulfilled_on, "2025-05-01".parse().ok());
    assert!(!duties[0].owed.undetermined);
    let said = [
        Reason::Changes(0),
        Reason::Elsewhere(vec![Reason::Changes(1)]),
        needs_list(),
    ];
    assert_eq!(duties[0].owed.because, json!(said));

    let none = two_papers([None, None]);
    let duties = unite(vec![(b, none), (c, first)], today());
    assert_eq!(duties[0].owed.fulfilled_on, None);
    let told = duties[0].owed.because.to_string();
    assert!(told.contains("no_time"), "nothing is late by it: {told}");
    assert!(told.contains("absent 1"), "{told}");
}

#[test]
fn papers_without_a_day_perform_it_on_no_known_one() {
    let [a, b] = [1, 2].map(Uuid::from_u128);
    let first = two_papers([Some("2025-04-01"), None]);
    let mut second = two_papers([None, Some("2025-05-01")]);
    second.parts[1].on = None;
    second.parts[1].undated = vec!["supporting_record".to_owned()];
    let both = |first: Owed, second: &Owed| {
        let mut duties = unite(vec![(a, first), (b, second.clone())], today());
        duties.remove(0).owed
    };
    let done = both(first.clone(), &second);
    assert_eq!((done.fulfilled_on, done.undated), (Some(today()), true));
    let mut late = first;
    late.last_on = "2025-12-31".parse().ok();
    let said = both(late, &second);
    assert_eq!(said.fulfilled_on, None);
    assert!(said.undetermined);
    assert_eq!(said.needs, json!(["supporting_record.on"]));
}

#[test]
fn the_same_is_owed_in_whatever_order_the_projects_are_read() {
    let [a, b, c, d] = [1, 2, 3, 4].map(Uuid::from_u128);
    let mut late = two_papers([None, None]);
    late.last_on = "2025-12-31".parse().ok();
    let shares = [
        (a, two_papers([Some("2025-04-01"), None])),
        (b, two_papers([None, Some("2025-05-01")])),
        (c, two_papers([None, Some("2025-06-01")])),
        (d, late),
    ];
    let expected = unite(shares.to_vec(), today());
    assert_eq!(expected[0].project, Some(d));
    assert_eq!(expected[0].owed.fulfilled_on, "2025-05-01".parse().ok());
    for first in 0..4 {
        for second in 0..3 {
            let mut left = shares.to_vec();
            let mut order = vec![left.remove(first)];
            order.push(left.remove(second));
            order.extend(left.iter().rev().cloned());
            assert_eq!(unite(order, today()), expected, "{first} {second}");
            let mut order = vec![shares[first].clone()];
            order.extend(
                shares
                    .iter()
                    .filter(|one| one.0 != shares[first].0)
                    .cloned(),
            );
            assert_eq!(unite(order, today()), expected, "{first}");
        }
    }
}
