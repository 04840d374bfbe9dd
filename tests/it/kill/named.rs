use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::everywhere;
use shuniu_tests::{TestDb, on_both};

use super::point::{is_soaking, kill_at, kill_in_a_row, points, some_of};
use super::scene::{ALL, HERE, RUNS, Scene};
use super::state::State;

/// Points of a page that are tried on a database of its own, unless all of them are.
const APART: usize = 8;
/// Points of each stream that are tried in a row, unless all of them are.
const IN_A_ROW: usize = 5;

/// What a sync of all systems writes first of all: each is met by one of the points.
const WRITTEN: [&str; 10] = [
    "project",
    "project_fact",
    "project_event",
    "tender",
    "contract",
    "review",
    "allocation",
    "asset",
    "match_candidate",
    "quarantine",
];

on_both! {
    async fn killed_at_a_point_of_a_page_a_sync_ends_as_if_undisturbed(db: &TestDb) {
        let sandboxes = Outside::start(&everywhere(15)).await.unwrap();
        let outside = sandboxes.addresses();
        let undisturbed = Scene::set(db, &outside, ALL);
        let log = undisturbed.sync().await;
        let expected = State::of(db).await;
        assert!(expected.rows.len() > 200, "only {} rows came in", expected.rows.len());
        // Approvals: they enter projects and find what waited for them.
        for point in some_of(&points(&log, "run 2 page 1"), APART) {
            let fresh = TestDb::migrated(db.engine()).await.unwrap();
            let scene = Scene::set(&fresh, &outside, ALL);
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
        let undisturbed = Scene::set(db, &outside, HERE);
        let log = undisturbed.sync().await;
        let expected = State::of(db).await;
        let fresh = TestDb::migrated(db.engine()).await.unwrap();
        let scene = Scene::set(&fresh, &outside, HERE);
        let (mut met, mut killed) = (Vec::new(), 0);
        for (run, stream) in (1..).zip(RUNS) {
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
        assert!(is_soaking() || killed <= RUNS.len() * IN_A_ROW);
        scene.sync().await;
        State::of(&fresh).await.agrees(&expected, "all kills");
        fresh.remove().await.unwrap();
        sandboxes.stop().await;
    }
}
