use std::sync::Arc;

use shuniu_connectors::contract::System;
use shuniu_connectors::seed::World;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::sync::{StartSweep, SweepKind};
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::world;
use shuniu_tests::{Canonical, TestDb, canonical, on_both};

use super::way::{Delivered, Records, WAYS, Way};

/// Tables that tell how records came, and not what they say.
const HOW: [&str; 9] = [
    "connector_instance",
    "ledger_entry",
    "ledger_head",
    // Says in which row of what a record stood.
    "quarantine",
    // Files are not asked for.
    "request_budget",
    "source_record",
    "sync_cursor",
    "sync_run",
    "idempotency",
];

/// 亭湖, without the records that have no id or no time: a staging table takes none of them.
fn told() -> World {
    let mut told = world(24);
    let is = |text: &str| !text.trim().is_empty();
    told.tenders
        .retain(|one| is(&one.notice_id) && is(&one.data_timestamp));
    told.awards
        .retain(|one| is(&one.notice_id) && is(&one.data_timestamp));
    told.contracts
        .retain(|one| is(&one.notice_id) && is(&one.data_timestamp));
    told.plan_items
        .retain(|one| is(&one.item_no) && is(&one.updated_at));
    told.reviews
        .retain(|one| is(&one.review_no) && is(&one.updated_at));
    told.allocations
        .retain(|one| is(&one.allocation_no) && is(&one.updated_at));
    told
}

pub(super) fn records(system: &System) -> Records {
    told().of_system(system)
}

async fn rows(db: &TestDb) -> Canonical {
    let raw = db.raw().await.unwrap();
    let rows = canonical(&raw, &HOW).await.unwrap();
    raw.close().await.unwrap();
    rows
}

/// Says only which rows differ.
fn same(known: &Canonical, expected: &Canonical, way: Way) {
    let lacks = |of: &Canonical, other: &Canonical| -> Vec<String> {
        let lacking = other.iter().filter(|row| !of.contains(row));
        lacking.take(3).cloned().collect()
    };
    let differ = (lacks(known, expected), lacks(expected, known));
    assert!(
        differ.0.is_empty() && differ.1.is_empty(),
        "{way:?}: {differ:#?}"
    );
    assert_eq!(known.len(), expected.len(), "{way:?}");
}

on_both! {
    async fn a_hub_knows_the_same_by_whatever_way_records_come(db: &TestDb) {
        let carried = [System::TRADING_CENTRE, System::MUNICIPAL_PROJECTS, System::DATA_SHARING];
        for system in carried {
            let clock = Arc::new(ManualClock::at(today()));
            let over = TestDb::migrated(db.engine()).await.unwrap();
            let hub = over.hub(&clock).await.unwrap();
            let place = set_up(&hub, 0).await.unwrap();
            let all = records(&system);
            let outside = Outside::with(&told(), &clock).await.unwrap();
            let source = hub.attach(place, outside.connector(&system).unwrap()).await.unwrap();
            let counts = sync(&hub, &[source]).await.unwrap();
            let expected = rows(&over).await;
            hub.database().clone().close().await.unwrap();
            over.remove().await.unwrap();
            for way in WAYS {
                let own = TestDb::migrated(db.engine()).await.unwrap();
                let hub = own.hub(&clock).await.unwrap();
                let place = set_up(&hub, 0).await.unwrap();
                let delivered = Delivered::of(&system, way, &all, db.engine(), &clock).await;
                let source = hub.attach(place, delivered.connector()).await.unwrap();
                assert_eq!(sync(&hub, std::slice::from_ref(&source)).await.unwrap(), counts, "{way:?}");
                same(&rows(&own).await, &expected, way);
                // And nothing comes a second time.
                let again = sync(&hub, &[source]).await.unwrap();
                assert!(again.values().all(|one| one.received == one.unchanged), "{again:?}");
                same(&rows(&own).await, &expected, way);
                // What is not delivered is not gone.
                let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
                for kind in [SweepKind::Comparison, SweepKind::Backfill {
                    since: chrono::DateTime::UNIX_EPOCH,
                    until: chrono::DateTime::<chrono::Utc>::MAX_UTC,
                }] {
                    let stream = delivered.connector().streams()[0].as_str().to_owned();
                    let system = system.as_str().to_owned();
                    let refused = desk.ask(None, &StartSweep { system, stream, kind }).await;
                    assert!(refused.unwrap_err().to_string().contains("deliver everything again"));
                }
                hub.database().clone().close().await.unwrap();
                delivered.outside.remove().await.unwrap();
                own.remove().await.unwrap();
            }
        }
    }
}
