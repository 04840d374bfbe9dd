use serde_json::json;

use super::*;
use crate::desk::WHOLE;

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
        observed_through: None,
        incurable: false,
        undetermined: false,
        provisional: false,
        attention_on: None,
        needs: json!([]),
        flags: json!([]),
        because: json!([]),
        fault: None,
    }
}

fn of(one: &Duty) -> (&str, String, i64) {
    let started = one.owed.triggered_on.map(|day| day.to_string());
    (&one.owed.period, started.unwrap_or_default(), one.projects)
}

#[test]
fn a_duty_to_which_several_projects_give_rise_is_owed_once() {
    let [a, b, c] = [1, 2, 3].map(Uuid::from_u128);
    let duties = unite(vec![
        (a, owed("2025", "2025-06-01")),
        (b, owed("2025", "2025-03-01")),
        (c, owed("2026", "2026-01-01")),
    ]);
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
    let [duty] = &unite(vec![(a, open), (b, done)])[..] else {
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
    let duties = unite(vec![(a, late), (b, unseen)]);
    assert!(
        duties[0].owed.undetermined,
        "an incomplete file makes nothing overdue"
    );
    assert_eq!(
        duties[0].owed.needs,
        json!(["annual_self_evaluation_report"])
    );
    assert_eq!(duties[0].project, None);
}

#[test]
fn the_earliest_last_day_counts_and_the_shortest_record() {
    let [a, b] = [1, 2].map(Uuid::from_u128);
    let mut soon = owed(WHOLE, "2025-03-01");
    soon.last_on = "2025-04-01".parse().ok();
    let mut later = owed(WHOLE, "2025-05-01");
    later.last_on = "2025-06-01".parse().ok();
    later.observed_through = "2025-03-20".parse().ok();
    let duties = unite(vec![(a, later), (b, soon)]);
    assert_eq!(duties[0].owed.last_on, "2025-04-01".parse().ok());
    assert_eq!(duties[0].owed.observed_through, "2025-03-20".parse().ok());
}
