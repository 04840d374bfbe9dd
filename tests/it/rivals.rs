//! Two workers on one database read the same streams: each is read by one of them, and what comes
//! of it is what one worker alone leaves.

use std::sync::Arc;

use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_api::config::SYSTEMS;
use shuniu_entities::{Scope, Tenant, match_candidate};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::sync::{Silent, Source, SyncError};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::{TODAY, tinghu, world};
use shuniu_tests::{TestDb, canonical, on_both};

/// What tells of the runs themselves.
const OF_THE_RUN: &[&str] = &["sync_run", "lease", "connector_instance"];

async fn rows(db: &TestDb) -> Vec<String> {
    let raw = db.raw().await.unwrap();
    let rows = canonical(&raw, OF_THE_RUN).await.unwrap();
    raw.close().await.unwrap();
    rows
}

/// A worker of a process of its own.
async fn worker(db: &TestDb, clock: &Arc<ManualClock>, outside: &Outside) -> (Hub, Vec<Source>) {
    let hub = db.hub(clock).await.unwrap();
    let place = tinghu(&hub).await.unwrap();
    let sources = outside.attach(&hub, place).await.unwrap();
    (hub, sources)
}

/// What one worker alone leaves.
async fn alone(db: &TestDb, clock: &Arc<ManualClock>, outside: &Outside) -> Vec<String> {
    let calm = TestDb::migrated(db.engine()).await.unwrap();
    let (hub, sources) = worker(&calm, clock, outside).await;
    sync(&hub, &sources).await.unwrap();
    let rows = rows(&calm).await;
    drop(hub);
    calm.remove().await.unwrap();
    rows
}

on_both! {
    async fn of_two_that_read_a_stream_at_once_one_does_whatever_the_system(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let outside = Outside::with(&world(60), &clock).await.unwrap();
        let expected = alone(db, &clock, &outside).await;
        let (one, ones) = worker(db, &clock, &outside).await;
        let (other, others) = worker(db, &clock, &outside).await;
        let mut streams = 0;
        for (own, its) in ones.iter().zip(&others) {
            for stream in own.connector.streams() {
                let (first, second) = tokio::join!(
                    one.sync_stream(own, stream, false, &Silent),
                    other.sync_stream(its, stream, false, &Silent),
                );
                let outcomes = [first, second];
                assert!(outcomes.iter().any(Result::is_ok), "{stream}: {outcomes:?}");
                for outcome in outcomes {
                    let fine = matches!(outcome, Ok(_) | Err(SyncError::Busy { .. }));
                    assert!(fine, "{stream}: {outcome:?}");
                }
                streams += 1;
            }
        }
        let all = SYSTEMS.iter().map(|kind| (kind.streams)().len());
        assert_eq!(streams, all.sum::<usize>());
        let left = rows(db).await;
        let differs = left.iter().zip(&expected).find(|(one, other)| one != other);
        assert_eq!(differs, None);
        assert_eq!(left.len(), expected.len());
    }
}

/// The records that wait for a person, by what names them in their systems.
async fn waiting(hub: &Hub) -> Vec<(String, String)> {
    let place = hub.known_jurisdictions()[0].id;
    let scope = Scope::jurisdictions(vec![place]);
    let open = match_candidate::Entity::find_in(&scope)
        .filter(match_candidate::Column::State.eq("open"))
        .all(&hub.reader())
        .await
        .unwrap();
    let part = |row: &match_candidate::Model, name: &str| {
        row.summary[name].as_str().unwrap_or_default().to_owned()
    };
    let named = open.iter();
    let mut named: Vec<_> = named
        .map(|row| (part(row, "stream"), part(row, "external_id")))
        .collect();
    named.sort();
    named
}

on_both! {
    async fn systems_that_are_read_at_once_miss_nothing_of_each_other(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let outside = Outside::with(&world(300), &clock).await.unwrap();
        let calm = TestDb::migrated(db.engine()).await.unwrap();
        let (hub, sources) = worker(&calm, &clock, &outside).await;
        sync(&hub, &sources).await.unwrap();
        let expected = waiting(&hub).await;
        drop(hub);
        calm.remove().await.unwrap();

        let (hub, sources) = worker(db, &clock, &outside).await;
        let all = sources.iter().map(|source| sync(&hub, std::slice::from_ref(source)));
        for read in futures_util::future::join_all(all).await {
            read.unwrap();
        }
        assert_eq!(waiting(&hub).await, expected);
    }
}
