use std::sync::Arc;

use serde_json::Value;
use shuniu_connectors::{
    ManualClock,
    contract::{Stream, System},
};

use super::rig::{Rig, Way, stored};
use crate::rig::{Subject, connector, now};

/// Each case runs against each stream of each system, by each way.
macro_rules! conformance {
    ($($case:ident),* $(,)?) => {
        conformance!(@ tenders: TRADING_CENTRE TENDERS, $($case)*);
        conformance!(@ awards: TRADING_CENTRE AWARDS, $($case)*);
        conformance!(@ contracts: TRADING_CENTRE CONTRACTS, $($case)*);
        conformance!(@ plan_items: MUNICIPAL_PROJECTS PLAN_ITEMS, $($case)*);
        conformance!(@ reviews: MUNICIPAL_PROJECTS REVIEWS, $($case)*);
        conformance!(@ allocations: MUNICIPAL_PROJECTS ALLOCATIONS, $($case)*);
        conformance!(@ catalog_entries: DATA_SHARING CATALOG_ENTRIES, $($case)*);
        conformance!(@ connections: DATA_SHARING CONNECTIONS, $($case)*);
        conformance!(@ deliveries: DATA_SHARING DELIVERIES, $($case)*);
    };
    (@ $name:ident: $system:ident $stream:ident, $($case:ident)*) => {
        mod $name {
            use super::{Stream, Subject, System, WAYS};

            $(#[tokio::test]
            async fn $case() {
                let on = Subject {
                    system: System::$system,
                    stream: Stream::$stream,
                };
                for way in WAYS {
                    super::$case(&on, way).await;
                }
            })*
        }
    };
}

conformance!(
    a_check_names_the_system_and_what_was_tried,
    all_pages_are_read_in_order,
    an_empty_stream_is_complete_at_once,
    a_late_record_comes_and_a_run_without_news_moves_nothing,
    equal_timestamps_over_a_page_boundary_neither_repeat_nor_get_lost,
    a_repeated_record_is_dropped,
    a_record_without_id_is_set_aside_with_its_row,
    a_record_reads_as_it_does_over_the_interface,
    what_is_observed_is_vouched_for_at_the_end_alone,
    whoever_dies_after_any_page_loses_and_repeats_nothing,
    a_rehearsal_leaves_everything_as_it_is,
    a_record_that_is_not_understood_is_told_with_its_row,
);

const WAYS: [Way; 3] = [Way::Files, Way::Marked, Way::ReadOnly];

async fn a_check_names_the_system_and_what_was_tried(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    rig.deliver(&on.records(3)).await;
    let report = rig.connector.check().await.unwrap();
    assert_eq!(report.system, on.system.as_str());
    assert_eq!(report.contract, rig.layout.version());
    let named = |step: &String| step.contains(on.stream.as_str());
    assert!(report.steps.iter().any(named), "{report:?}");
    assert_eq!(rig.run(None).await.0.len(), 3, "a check takes nothing");
}

async fn all_pages_are_read_in_order(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    rig.deliver(&on.records(25)).await;
    let (ids, _, pages) = rig.run(None).await;
    assert_eq!((ids.len(), pages), (25, 3), "{way:?}");
    assert!(ids.is_sorted());
}

async fn an_empty_stream_is_complete_at_once(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    let (ids, cursor, pages) = rig.run(None).await;
    assert_eq!((ids.len(), pages), (0, 1));
    rig.deliver(&on.records(3)).await;
    assert_eq!(rig.run(Some(cursor)).await.0.len(), 3, "{way:?}");
}

async fn a_late_record_comes_and_a_run_without_news_moves_nothing(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    rig.deliver(&on.records(25)).await;
    let (_, cursor, _) = rig.run(None).await;
    // Arrives late with the time of the last record and an id that sorts before it.
    let late = on.record(5, 24);
    rig.deliver(std::slice::from_ref(&late)).await;
    let (ids, cursor, _) = rig.run(Some(cursor)).await;
    assert!(ids.iter().any(|id| late[on.id_field()] == *id), "{way:?}");
    let (_, again, pages) = rig.run(Some(cursor.clone())).await;
    assert_eq!((again, pages > 3), (cursor, false), "{way:?}");
}

async fn equal_timestamps_over_a_page_boundary_neither_repeat_nor_get_lost(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    let same: Vec<Value> = (0..35).map(|n| on.record(n, 7)).collect();
    rig.deliver(&same).await;
    let (mut ids, _, pages) = rig.run(None).await;
    assert_eq!((ids.len(), pages), (35, 4), "{way:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 35);
}

async fn a_repeated_record_is_dropped(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    let mut twice = on.records(5);
    twice.push(twice[0].clone());
    rig.deliver(&twice).await;
    let page = rig.pull(None).await.unwrap();
    assert_eq!(
        (page.records.len(), page.unreadable.len()),
        (5, 0),
        "{way:?}"
    );
}

async fn a_record_without_id_is_set_aside_with_its_row(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    let mut all = on.records(12);
    if way == Way::Files {
        all[3]
            .as_object_mut()
            .unwrap()
            .remove(&on.id_field())
            .unwrap();
    } else {
        // Nobody can leave it out of the table, but it may be blank.
        all[3][on.id_field()] = Value::from(" ");
    }
    rig.deliver(&all).await;
    let (pages, _) = rig.pages(None).await;
    let unreadable: Vec<_> = pages.iter().flat_map(|page| &page.unreadable).collect();
    assert_eq!(unreadable.len(), 1, "{way:?}");
    let reason = &unreadable[0].error.reason;
    assert_eq!(reason.code, "no_identity");
    let place = if way == Way::Files { "row 5" } else { "seq 4" };
    assert!(reason.en.contains(place), "{reason:?}");
    let read: usize = pages.iter().map(|page| page.records.len()).sum();
    assert_eq!(read, 11, "the others go on");
}

async fn a_record_reads_as_it_does_over_the_interface(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    let records = on.records(12);
    rig.deliver(&records).await;
    let (pages, _) = rig.pages(None).await;
    let mapped = rig.mapped(&pages);
    let clock = Arc::new(ManualClock::new(now()));
    let interface = connector(&on.system, "http://127.0.0.1:1", &clock);
    assert_eq!(mapped.len(), records.len());
    for record in &records {
        let id = record[on.id_field()].as_str().unwrap();
        let expected = interface.map(&on.stream, &record.to_string()).unwrap();
        assert_eq!(
            mapped[id],
            serde_json::to_value(expected).unwrap(),
            "{way:?}"
        );
    }
}

async fn what_is_observed_is_vouched_for_at_the_end_alone(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    rig.deliver(&on.records(12)).await;
    let first = rig.pull(None).await.unwrap();
    assert_eq!(first.observed_through, None, "{way:?}");
    rig.connector.kept(&rig.stream, &first.next).await.unwrap();
    let last = rig.pull(Some(&first.next)).await.unwrap();
    assert!(last.complete);
    let expected = match way {
        // The last change that the file tells of.
        Way::Files => last.records.last().unwrap().source_time,
        // What the batch vouches for.
        _ => "2026-06-30T01:59:00Z".parse().unwrap(),
    };
    assert_eq!(last.observed_through, Some(expected), "{way:?}");
}

async fn whoever_dies_after_any_page_loses_and_repeats_nothing(on: &Subject, way: Way) {
    // It dies after each page: always after, or every other time before it was told that it is kept.
    for (told, odd) in [(true, 0), (false, 0), (false, 1)] {
        let mut rig = Rig::new(on, way).await;
        rig.deliver(&on.records(25)).await;
        rig.deliver(&(30..45).map(|n| on.record(n, n as i64)).collect::<Vec<_>>())
            .await;
        let (mut cursor, mut ids) = (None, Vec::new());
        for number in 0..50 {
            let page = rig.pull(cursor.as_ref()).await.unwrap();
            ids.extend(page.records.into_iter().map(|record| record.external_id));
            let next = stored(&page.next);
            if told || number % 2 == odd {
                rig.connector.kept(&rig.stream, &next).await.unwrap();
            }
            if page.complete {
                break;
            }
            cursor = Some(next);
            rig.restart(|_| {});
        }
        assert_eq!(ids.len(), 40, "{way:?}, told {told}");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 40, "{way:?}, told {told}");
    }
}

async fn a_rehearsal_leaves_everything_as_it_is(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    rig.deliver(&on.records(25)).await;
    rig.deliver(&(30..35).map(|n| on.record(n, n as i64)).collect::<Vec<_>>())
        .await;
    for _ in 0..2 {
        // Nobody keeps anything, so nobody says so.
        let (mut cursor, mut count) = (None, 0);
        for _ in 0..20 {
            let page = rig.pull(cursor.as_ref()).await.unwrap();
            count += page.records.len();
            cursor = Some(page.next);
            if page.complete {
                break;
            }
        }
        assert_eq!(count, 30, "{way:?}");
    }
    if way == Way::Files {
        assert_eq!(rig.archived(), Vec::<String>::new());
    }
    assert_eq!(rig.run(None).await.0.len(), 30, "{way:?}");
}

async fn a_record_that_is_not_understood_is_told_with_its_row(on: &Subject, way: Way) {
    let rig = Rig::new(on, way).await;
    let mut all = on.records(3);
    let region = match on.system.as_str() {
        "trading_centre" => "REGION_CODE",
        "data_sharing" => "region_code",
        _ => "regionCode",
    };
    all[1][region] = Value::from("3209");
    rig.deliver(&all).await;
    let page = rig.pull(None).await.unwrap();
    let mapped = page
        .records
        .iter()
        .map(|one| rig.connector.map(&rig.stream, &one.body));
    let mapped: Vec<_> = mapped.collect();
    let error = mapped[1].as_ref().unwrap_err();
    let place = if way == Way::Files { "row 3" } else { "seq 2" };
    assert!(error.reason.en.contains(place), "{error:?}");
    assert_eq!(error.reason.code, "region_code");
    assert!(mapped[0].is_ok() && mapped[2].is_ok());
}
