use std::sync::Arc;

use chrono::TimeDelta;
use rand::{Rng, SeedableRng, rngs::StdRng};
use shuniu_connectors::contract::System;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::sync::Silent;
use shuniu_tests::journey::{set_up, today};
use shuniu_tests::outside::sync;
use shuniu_tests::probe::Dying;
use shuniu_tests::soak::is_soaking;
use shuniu_tests::{Canonical, TestDb, on_both};

use super::same::{records, rows, same};
use super::way::{Delivered, WAYS, Way};

/// Kills of each way that a usual run tries, drawn by a seed.
const KILLS: usize = 5;
/// Those of a soak.
const SOAKED: usize = 50;

/// A worker reads everything and dies at the point; how many points it came to.
async fn dies(db: &TestDb, clock: &Arc<ManualClock>, delivered: &Delivered, at: usize) -> usize {
    let dying = Dying::new(at);
    let hub = db.watched_hub(clock, dying.clone()).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let source = hub.attach(place, delivered.connector()).await.unwrap();
    dying.arm();
    for stream in source.connector.streams() {
        let read = hub.sync_stream(&source, stream, false, &Silent).await;
        if read.is_err() {
            break;
        }
    }
    hub.database().clone().close().await.unwrap();
    dying.passed()
}

/// What a hub knows after a worker has died at the point and another has taken over.
async fn survives(db: &TestDb, way: Way, at: usize) -> (Canonical, usize) {
    let system = System::TRADING_CENTRE;
    let clock = Arc::new(ManualClock::at(today()));
    let own = TestDb::migrated(db.engine()).await.unwrap();
    let delivered = Delivered::of(&system, way, &records(&system), db.engine(), &clock).await;
    let points = dies(&own, &clock, &delivered, at).await;
    // What the dead worker held lapses.
    clock.advance(TimeDelta::minutes(10));
    delivered.clock.advance(std::time::Duration::from_secs(600));
    let hub = own.hub(&clock).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let source = hub.attach(place, delivered.connector()).await.unwrap();
    for _ in 0..2 {
        sync(&hub, std::slice::from_ref(&source)).await.unwrap();
    }
    let known = rows(&own).await;
    hub.database().clone().close().await.unwrap();
    settled(&delivered).await;
    delivered.outside.remove().await.unwrap();
    own.remove().await.unwrap();
    (known, points)
}

/// Everything that was delivered is archived or marked in the end.
async fn settled(delivered: &Delivered) {
    match delivered.way {
        Way::Files => {
            let folder = delivered.outside.folder().join("in");
            let left = std::fs::read_dir(folder).unwrap();
            let left = left.filter(|entry| entry.as_ref().unwrap().path().is_file());
            assert_eq!(left.count(), 0);
        }
        Way::Marked => {
            let raw = delivered.outside.raw().await.unwrap();
            let sql = "SELECT notice_id FROM trading_centre_contracts WHERE flag = 0";
            assert_eq!(raw.column(sql).await.unwrap(), Vec::<String>::new());
            raw.close().await.unwrap();
        }
        Way::ReadOnly => {}
    }
}

on_both! {
    async fn a_worker_that_dies_while_it_takes_in_loses_and_doubles_nothing(db: &TestDb) {
        let mut dice = StdRng::seed_from_u64(30);
        for way in WAYS {
            let (expected, points) = survives(db, way, usize::MAX).await;
            assert!(points > 50, "{way:?}: {points}");
            let kills = if is_soaking() { SOAKED } else { KILLS };
            for _ in 0..kills {
                let at = dice.random_range(0..points);
                let (known, _) = survives(db, way, at).await;
                println!("{way:?}: at {at} of {points}");
                same(&known, &expected, way);
            }
            println!("{:?} {way:?}: a worker died {kills} times within {points} points", db.engine());
        }
    }
}
