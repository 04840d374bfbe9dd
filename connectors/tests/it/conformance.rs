use std::sync::Arc;

use serde_json::json;
use shuniu_connectors::{
    Failure, ManualClock,
    contract::{Stream, System},
    egress::BreakerPosition,
};

use crate::rig::{Rig, SYSTEMS, Subject, connector, now};

/// Each case runs against each stream of each connector.
macro_rules! conformance {
    ($($case:ident),* $(,)?) => {
        conformance! { ($($case)*)
            approvals: INVESTMENT_APPROVAL APPROVALS;
            tenders: TRADING_CENTRE TENDERS;
            awards: TRADING_CENTRE AWARDS;
            contracts: TRADING_CENTRE CONTRACTS;
            plan_items: MUNICIPAL_PROJECTS PLAN_ITEMS;
            reviews: MUNICIPAL_PROJECTS REVIEWS;
            allocations: MUNICIPAL_PROJECTS ALLOCATIONS;
            asset_changes: ASSET_CLOUD ASSET_CHANGES;
            catalog_entries: DATA_SHARING CATALOG_ENTRIES;
            connections: DATA_SHARING CONNECTIONS;
            deliveries: DATA_SHARING DELIVERIES;
        }
    };
    ($cases:tt $($name:ident: $system:ident $stream:ident;)*) => {
        $(conformance!(@ $name: $system $stream, $cases);)*

        /// The streams that are held against the suite.
        const COVERED: &[Stream] = &[$(Stream::$stream),*];
    };
    (@ $name:ident: $system:ident $stream:ident, ($($case:ident)*)) => {
        mod $name {
            use super::{Stream, Subject, System};

            $(#[tokio::test]
            async fn $case() {
                let on = Subject {
                    system: System::$system,
                    stream: Stream::$stream,
                };
                super::$case(&on).await;
            })*
        }
    };
}

conformance!(
    a_check_names_the_system_and_what_was_tried,
    a_check_at_another_systems_address_names_that_system,
    all_pages_are_read_in_order,
    an_empty_stream_is_complete_at_once,
    the_next_run_starts_early_and_includes_the_boundary,
    equal_timestamps_over_a_page_boundary_neither_repeat_nor_get_lost,
    a_repeated_record_is_dropped,
    an_unsorted_page_is_refused,
    an_empty_page_that_names_a_next_one_is_refused,
    a_cursor_loop_is_refused,
    retry_after_is_obeyed_in_seconds,
    retry_after_is_obeyed_as_a_date,
    a_long_retry_after_ends_the_run_and_is_passed_on,
    a_passing_error_is_retried,
    a_lasting_error_opens_the_breaker_and_a_probe_closes_it,
    a_stored_breaker_keeps_a_restarted_hub_from_calling,
    a_cut_answer_is_retried,
    html_with_status_200_is_named,
    truncated_json_is_refused,
    a_redirect_is_not_followed,
    a_drifted_field_refuses_its_record_only,
    a_record_without_id_is_set_aside,
    the_body_is_kept_byte_for_byte,
    observed_through_follows_the_other_sides_clock,
);

#[test]
fn every_stream_of_every_system_is_held_against_the_suite() {
    let all = SYSTEMS.iter().flat_map(|system| {
        let clock = Arc::new(ManualClock::new(now()));
        connector(system, "http://127.0.0.1:1", &clock)
            .streams()
            .to_vec()
    });
    assert!(all.into_iter().all(|stream| COVERED.contains(&stream)));
}

async fn a_check_names_the_system_and_what_was_tried(on: &Subject) {
    let rig = on.rig(vec![]).await;
    let report = rig.connector.check().await.unwrap();
    assert_eq!(report.system, on.system.as_str());
    assert_eq!(report.contract, "1");
    assert!(report.steps.len() >= 2);
}

async fn a_check_at_another_systems_address_names_that_system(on: &Subject) {
    for other in SYSTEMS.iter().filter(|other| **other != on.system) {
        let rig = Rig::start(other, vec![]).await;
        let connector = connector(&on.system, rig.sandbox.url(), &rig.clock);
        let failure = connector.check().await.unwrap_err();
        assert_eq!(failure.class(), "config");
        let text = failure.to_string();
        assert!(
            text.contains(other.as_str()) && text.contains("base_url"),
            "{text}"
        );
        let journal = rig.journal().await;
        assert_eq!(
            journal.total, 1,
            "no credentials go to a stranger: {journal:?}"
        );
    }
}

async fn all_pages_are_read_in_order(on: &Subject) {
    let rig = on.rig(on.records(25)).await;
    let (ids, _, pages) = rig.run(None).await;
    assert_eq!((ids.len(), pages), (25, 3));
    assert!(ids.is_sorted());
}

async fn an_empty_stream_is_complete_at_once(on: &Subject) {
    let rig = on.rig(vec![]).await;
    let (ids, cursor, pages) = rig.run(None).await;
    assert_eq!((ids.len(), pages), (0, 1));
    rig.add(on.records(3)).await;
    assert_eq!(rig.run(Some(cursor)).await.0.len(), 3);
}

async fn the_next_run_starts_early_and_includes_the_boundary(on: &Subject) {
    let rig = on.rig(on.records(25)).await;
    let (_, cursor, _) = rig.run(None).await;
    // Arrives late with the time of the last record and an id that sorts before it.
    rig.add(vec![on.record(5, 24)]).await;
    let (ids, again, _) = rig.run(Some(cursor.clone())).await;
    let late = on.record(5, 24);
    let late = &late[on.id_field()];
    assert!(ids.iter().any(|id| late == id));
    assert_eq!(
        again, cursor,
        "a run without news leaves the cursor where it was"
    );
}

async fn equal_timestamps_over_a_page_boundary_neither_repeat_nor_get_lost(on: &Subject) {
    let same = (0..35).map(|n| on.record(n, 7)).collect();
    let rig = on.rig(same).await;
    let (mut ids, _, pages) = rig.run(None).await;
    assert_eq!((ids.len(), pages), (35, 4));
    ids.dedup();
    assert_eq!(ids.len(), 35);
}

async fn a_repeated_record_is_dropped(on: &Subject) {
    let rig = on.rig(on.records(5)).await;
    rig.faults(json!({ "duplicate": true })).await;
    assert_eq!(rig.pull(None).await.records.len(), 5);
}

async fn refused(on: &Subject, faults: serde_json::Value) -> Failure {
    let rig = on.rig(on.records(25)).await;
    let page = rig.pull(None).await;
    rig.faults(faults).await;
    let outcome = rig.connector.pull(&rig.stream, Some(&page.next)).await;
    outcome.unwrap_err()
}

async fn an_unsorted_page_is_refused(on: &Subject) {
    let failure = refused(on, json!({ "reorder": true })).await;
    assert_eq!(failure.class(), "remote");
    assert!(failure.to_string().contains("not sorted"), "{failure}");
}

async fn an_empty_page_that_names_a_next_one_is_refused(on: &Subject) {
    let failure = refused(on, json!({ "malformed": "empty_page_with_next" })).await;
    assert_eq!(failure.class(), "remote");
    assert!(failure.to_string().contains("empty page"), "{failure}");
}

async fn a_cursor_loop_is_refused(on: &Subject) {
    let failure = refused(on, json!({ "malformed": "cursor_loop" })).await;
    assert_eq!(failure.class(), "remote");
    assert!(failure.to_string().contains("loops"), "{failure}");
}

async fn html_with_status_200_is_named(on: &Subject) {
    let failure = refused(on, json!({ "malformed": true })).await;
    assert_eq!(failure.class(), "remote");
    assert!(failure.to_string().contains("HTML"), "{failure}");
}

async fn truncated_json_is_refused(on: &Subject) {
    let failure = refused(on, json!({ "malformed": "truncated_json" })).await;
    assert_eq!(failure.class(), "remote");
}

async fn a_redirect_is_not_followed(on: &Subject) {
    let failure = refused(on, json!({ "status": 302 })).await;
    assert_eq!(failure.class(), "config");
    assert!(failure.to_string().contains("base_url"), "{failure}");
}

async fn retry_after_is_obeyed_in_seconds(on: &Subject) {
    let rig = on.rig(on.records(5)).await;
    rig.faults(json!({ "status": 429, "retry_after": 7, "for_requests": 1 }))
        .await;
    assert_eq!(rig.pull(None).await.records.len(), 5);
    assert_eq!(rig.seconds(), 7);
    assert_eq!(
        rig.connector.breaker().state().failures,
        0,
        "being throttled is no illness"
    );
}

async fn retry_after_is_obeyed_as_a_date(on: &Subject) {
    let rig = on.rig(on.records(5)).await;
    let date = "Tue, 30 Jun 2026 02:00:12 GMT";
    rig.faults(json!({ "status": 503, "retry_after": date, "for_requests": 1 }))
        .await;
    assert_eq!(rig.pull(None).await.records.len(), 5);
    assert_eq!(rig.seconds(), 12);
}

async fn a_long_retry_after_ends_the_run_and_is_passed_on(on: &Subject) {
    let rig = on.rig(on.records(5)).await;
    rig.faults(json!({ "status": 429, "retry_after": 3600 }))
        .await;
    let failure = rig.connector.pull(&rig.stream, None).await.unwrap_err();
    let Failure::Transient { retry_after, .. } = failure else {
        panic!("{failure}")
    };
    assert_eq!(retry_after.unwrap().as_secs(), 3600);
    assert_eq!(rig.journal().await.total, 1, "nothing was tried again");
}

async fn a_passing_error_is_retried(on: &Subject) {
    let rig = on.rig(on.records(5)).await;
    rig.faults(json!({ "error_rate": 1.0, "for_requests": 2 }))
        .await;
    assert_eq!(rig.pull(None).await.records.len(), 5);
    let breaker = rig.connector.breaker().state();
    assert_eq!(breaker.failures, 0);
    assert!(breaker.last_error.unwrap().contains("status 500"));
}

async fn a_lasting_error_opens_the_breaker_and_a_probe_closes_it(on: &Subject) {
    let rig = on.rig(on.records(5)).await;
    rig.faults(json!({ "status": 500 })).await;
    for _ in 0..2 {
        let failure = rig.connector.pull(&rig.stream, None).await.unwrap_err();
        assert!(failure.is_transient(), "{failure}");
    }
    let opened = rig.connector.breaker().state();
    assert_eq!(opened.position, BreakerPosition::Open);
    assert!(opened.last_error.unwrap().contains("status 500"));

    rig.faults(json!({})).await;
    let (requests, seconds) = (rig.journal().await.total, rig.seconds());
    assert!(rig.connector.check().await.unwrap_err().is_transient());
    let after = (rig.journal().await.total, rig.seconds());
    assert_eq!(
        after,
        (requests, seconds),
        "an open breaker neither calls nor waits"
    );

    rig.clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(rig.pull(None).await.records.len(), 5);
    assert_eq!(
        rig.connector.breaker().state().position,
        BreakerPosition::Closed
    );
}

async fn a_stored_breaker_keeps_a_restarted_hub_from_calling(on: &Subject) {
    let rig = on.rig(on.records(5)).await;
    let mut state = rig.connector.breaker().state();
    state.position = BreakerPosition::Open;
    state.retry_at = Some(now() + chrono::Duration::hours(1));
    state.last_error = Some("status 500".into());
    let stored = serde_json::to_string(&state).unwrap();
    rig.connector
        .breaker()
        .restore(serde_json::from_str(&stored).unwrap());

    let failure = rig.connector.check().await.unwrap_err();
    assert!(failure.to_string().contains("status 500"), "{failure}");
    assert_eq!(rig.journal().await.total, 0);
}

async fn a_cut_answer_is_retried(on: &Subject) {
    let rig = on.rig(on.records(5)).await;
    rig.pull(None).await;
    rig.faults(json!({ "cut_body": true, "for_requests": 1 }))
        .await;
    assert_eq!(rig.pull(None).await.records.len(), 5);
    rig.faults(json!({ "cut_body": true })).await;
    let failure = rig.connector.pull(&rig.stream, None).await.unwrap_err();
    assert!(failure.is_transient(), "{failure}");
}

async fn a_drifted_field_refuses_its_record_only(on: &Subject) {
    let rig = on.rig(on.records(5)).await;
    rig.faults(json!({ "drift": true })).await;
    let page = rig.pull(None).await;
    let outcomes: Vec<_> = page
        .records
        .iter()
        .map(|record| rig.connector.map(&rig.stream, &record.body))
        .collect();
    let error = outcomes[0].as_ref().unwrap_err();
    assert!(error.reason.code == "renamed", "{error}");
    assert!(error.mend.en.contains("mapping"), "{error}");
    assert!(outcomes[1..].iter().all(Result::is_ok));
}

async fn a_record_without_id_is_set_aside(on: &Subject) {
    let mut all = on.records(12);
    let poisoned = all[3].as_object_mut().unwrap();
    poisoned.remove(&on.id_field()).unwrap();
    let rig = on.rig(all).await;
    let page = rig.pull(None).await;
    assert_eq!((page.records.len(), page.unreadable.len()), (9, 1));
    assert!(page.unreadable[0].error.reason.code == "no_identity");
    assert_eq!(rig.pull(Some(&page.next)).await.records.len(), 2);
}

async fn the_body_is_kept_byte_for_byte(on: &Subject) {
    let rig = on.rig(on.records(1)).await;
    let page = rig.pull(None).await;
    assert_eq!(page.records[0].body, on.record(0, 0).to_string());
}

async fn observed_through_follows_the_other_sides_clock(on: &Subject) {
    let rig = on.rig(on.records(12)).await;
    let first = rig.pull(None).await;
    assert!(first.observed_through.unwrap() < first.records[9].source_time);
    let last = rig.pull(Some(&first.next)).await;
    assert_eq!(last.observed_through, Some(now()));
}
