use shuniu_connectors::contract::Stream;
use shuniu_tests::outside::Outside;
use shuniu_tests::soak::{is_soaking, some_of};
use shuniu_tests::tinghu::everywhere;
use shuniu_tests::{TestDb, on_both};

use super::point::{kill_at, kill_in_a_row, points};
use super::scene::{Scene, all, here, runs};
use super::state::State;

/// Points of a page that are tried on a database of its own, unless all of them are.
const APART: usize = 8;
/// Points of each stream that are tried in a row, unless all of them are.
const IN_A_ROW: usize = 5;

/// What a sync of all systems writes first of all: each is met by one of the points.
const WRITTEN: [&str; 11] = [
    "project",
    "project_fact",
    "project_event",
    "tender",
    "contract",
    "review",
    "allocation",
    "catalog_entry",
    "asset",
    "match_candidate",
    "quarantine",
];

on_both! {
    async fn killed_at_a_point_of_a_page_a_sync_ends_as_if_undisturbed(db: &TestDb) {
        let sandboxes = Outside::start(&everywhere(15)).await.unwrap();
        let outside = sandboxes.addresses();
        let undisturbed = Scene::set(db, &outside, &all());
        let log = undisturbed.sync().await;
        let expected = State::of(db).await;
        assert!(expected.rows.len() > 200, "only {} rows came in", expected.rows.len());
        // Approvals: they enter projects and find what waited for them.
        let approvals = runs().iter().position(|stream| *stream == Stream::APPROVALS);
        let first = format!("run {} page 1", approvals.unwrap() + 1);
        for point in some_of(&points(&log, &first), APART) {
            let fresh = TestDb::migrated(db.engine()).await.unwrap();
            let scene = Scene::set(&fresh, &outside, &all());
            kill_at(&scene, &["sync"], &point).await;
            scene.sync().await;
            State::of(&fresh).await.agrees(&expected, &point);
            fresh.remove().await.unwrap();
        }
        sandboxes.stop().await;
    }
}

on_both! {
    async fn killed_in_every_stream_of_every_system_a_sync_ends_as_if_undisturbed(db: &TestDb) {
        let sandboxes = Outside::start(&everywhere(30)).await.unwrap();
        let outside = sandboxes.addresses();
        let undisturbed = Scene::set(db, &outside, &here());
        let log = undisturbed.sync().await;
        let expected = State::of(db).await;
        let fresh = TestDb::migrated(db.engine()).await.unwrap();
        let scene = Scene::set(&fresh, &outside, &here());
        let (runs, mut met, mut killed) = (runs(), Vec::new(), 0);
        for (run, stream) in (1..).zip(&runs) {
            let all = points(&log, &format!("run {run} page 1"));
            let tried = some_of(&all, IN_A_ROW);
            kill_in_a_row(&scene, &["sync"], &tried).await;
            println!("{:?} {stream}: killed at {} of {} points", db.engine(), tried.len(), all.len());
            killed += tried.len();
            met.extend(all);
        }
        for table in WRITTEN {
            let insert = format!(" before INSERT {table} (");
            assert!(met.iter().any(|point| point.contains(&insert)), "{table}: {met:#?}");
        }
        assert!(is_soaking() || killed <= runs.len() * IN_A_ROW);
        scene.sync().await;
        State::of(&fresh).await.agrees(&expected, "all kills");
        fresh.remove().await.unwrap();
        sandboxes.stop().await;
    }
}
