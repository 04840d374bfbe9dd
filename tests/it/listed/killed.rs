//! A worker dies between any two of its transactions, and another goes on: what was compared counts
//! as if nobody had died.

use std::sync::Arc;

use chrono::TimeDelta;
use shuniu_connectors::contract::System;
use shuniu_entities::{Scope, Tenant as _, outbox};
use shuniu_hub::db::Probe;
use shuniu_hub::sync::Silent;
use shuniu_tests::probe::{Dying, Saboteur};
use shuniu_tests::{Engine, TestDb, on_both};

use super::scene::{Row, Scene, scene};

/// Longer than any hold.
const OVER: TimeDelta = TimeDelta::minutes(10);

/// What a comparison says in the end, and in which states it left what was handed over.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    state: String,
    counts: [i64; 7],
    missing_there: Option<i64>,
    handed_over: Vec<String>,
}

/// A worker goes on with the comparison until it dies, and another one after it.
async fn ends<P: Probe + 'static>(
    scene: &Scene,
    db: &TestDb,
    probe: &Arc<P>,
    arm: impl FnOnce(&P),
) -> Left {
    let own = db.copy().await.unwrap();
    let (hub, source) = scene.worker(&own, probe.clone()).await;
    let row = hub.newest_hand_over_comparison(&source).await;
    let row = row.unwrap().unwrap();
    arm(probe);
    // Who dies behind the last one has done it all, and not told.
    let told = hub.compare_hand_overs(&source, &row, &Silent).await;
    hub.database().clone().close().await.unwrap();
    scene.clock.advance(OVER);
    let (hub, source) = scene.worker(&own, Dying::new(usize::MAX)).await;
    let newest = hub.newest_hand_over_comparison(&source).await;
    let mut row: Row = newest.unwrap().unwrap();
    if row.state == "running" {
        assert!(told.is_err());
        let gone_on = hub.compare_hand_overs(&source, &row, &Silent).await;
        row = gone_on.unwrap();
    }
    let scope = Scope::jurisdictions(vec![scene.place]);
    let rows = outbox::Entity::find_in(&scope).all(&hub.reader()).await;
    let mut rows = rows.unwrap();
    rows.sort_by_key(|row| row.id);
    hub.database().clone().close().await.unwrap();
    own.remove().await.unwrap();
    Left {
        state: row.state,
        counts: [
            row.pages,
            row.listed,
            row.same,
            row.settled,
            row.under_way,
            row.differing,
            row.not_here,
        ],
        missing_there: row.missing_there,
        handed_over: rows.into_iter().map(|row| row.state).collect(),
    }
}

on_both! {
    async fn a_worker_that_dies_while_it_compares_changes_no_count(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        scene.sent(1).await;
        *scene.double.0.swallowed.lock().unwrap() = true;
        scene.sent(2).await;
        *scene.double.0.swallowed.lock().unwrap() = false;
        *scene.double.0.lost.lock().unwrap() = true;
        for number in 3..=6 {
            scene.sent(number).await;
        }
        scene.pass(TimeDelta::hours(2));
        scene.start().await.unwrap();
        scene.hub.database().clone().close().await.unwrap();

        let undisturbed = Dying::behind(usize::MAX);
        let calm = ends(&scene, db, &undisturbed, Dying::arm).await;
        let expected = Left {
            state: "finished".to_owned(),
            counts: [3, 5, 1, 5, 0, 0, 0],
            missing_there: Some(0),
            handed_over: ["accepted", "prepared", "accepted", "accepted", "accepted", "accepted"]
                .map(ToOwned::to_owned)
                .to_vec(),
        };
        assert_eq!(calm, expected, "nobody dies");
        let commits = undisturbed.passed();
        assert!(commits > 8, "{commits}");
        let mut wrong = Vec::new();
        for commit in 0..commits {
            let dying = Dying::behind(commit);
            let left = ends(&scene, db, &dying, Dying::arm).await;
            if left != calm {
                wrong.push(format!("behind {commit} of {commits}: {left:?}"));
            }
        }
        // A file answers, or it is not written.
        let lost = if db.engine() == Engine::Postgres { commits } else { 0 };
        for commit in 0..lost {
            let losing = Saboteur::losing_commit(commit);
            let left = ends(&scene, db, &losing, Saboteur::arm).await;
            assert!(losing.struck());
            if left != calm {
                wrong.push(format!("{commit} of {commits} not answered: {left:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
