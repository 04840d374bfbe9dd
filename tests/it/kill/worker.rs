use shuniu_tests::outside::Outside;
use shuniu_tests::{TestDb, on_both};

use super::point::{kill_in_a_row, points};
use super::process::End;
use super::scene::Scene;
use super::state::State;

const SERVE: &[&str] = &["serve", "--role", "worker"];

/// One source, so that the first run of each process is known; what reassesses and delivers works
/// beside it.
const ONE: &[(usize, &str)] = &[(0, "investment_approval")];

/// Serves until the source is read to its end, then asks it to end; what was logged.
async fn serve(scene: &Scene<'_>) -> Vec<String> {
    let mut process = scene.start(SERVE, None);
    // The last thing a run does: projects that waited for it are to be assessed anew.
    let last = |line: &str| line.contains(" pages after UPDATE project (1)");
    assert!(process.passes(last).await, "the worker reads to the end");
    process.terminate().await;
    let (end, log) = process.end().await;
    assert_eq!(end, End::Well);
    log
}

on_both! {
    async fn killed_at_any_point_of_a_page_a_worker_ends_as_if_undisturbed(db: &TestDb) {
        let sandboxes = Outside::start(6).await.unwrap();
        let outside = sandboxes.addresses();
        let undisturbed = Scene::set(db, &outside, ONE);
        undisturbed.make_token_key().await;
        let log = serve(&undisturbed).await;
        let expected = State::of(db).await;

        let fresh = TestDb::migrated(db.engine()).await.unwrap();
        let scene = Scene::set(&fresh, &outside, ONE);
        scene.make_token_key().await;
        kill_in_a_row(&scene, SERVE, &points(&log, "run 1 page 1")).await;
        serve(&scene).await;
        State::of(&fresh).await.agrees(&expected, "all kills");
        fresh.remove().await.unwrap();
        sandboxes.stop().await;
    }
}
