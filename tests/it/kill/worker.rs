use shuniu_api::config::SYSTEMS;
use shuniu_tests::outside::Outside;
use shuniu_tests::soak::{is_soaking, some_of};
use shuniu_tests::tinghu::everywhere;
use shuniu_tests::{TestDb, on_both};

use super::point::{kill_in_a_row, points};
use super::process::End;
use super::scene::Scene;
use super::state::State;

const SERVE: &[&str] = &["serve", "--role", "worker"];

/// Points that are tried, unless all of them are.
const MOST: usize = 12;

/// Serves until the source is read to its end, then asks it to end; what was logged.
async fn serve(scene: &Scene<'_>, streams: usize) -> Vec<String> {
    let mut process = scene.start(SERVE, None);
    // What a worker logs of a run when all that belongs to it is done, whether anything was new or not.
    let last = |line: &str| line.contains(": synced system=");
    for _ in 0..streams {
        assert!(process.passes(last).await, "the worker reads to the end");
    }
    process.terminate().await;
    let (end, log) = process.end().await;
    assert_eq!(end, End::Well);
    log
}

on_both! {
    async fn killed_at_a_point_of_a_page_a_worker_ends_as_if_undisturbed(db: &TestDb) {
        let sandboxes = Outside::start(&everywhere(15)).await.unwrap();
        let outside = sandboxes.addresses();
        // One source at a time with the number of its streams, so that the first run of each process
        // is known; what reassesses and delivers works beside it.
        let tried = if is_soaking() { SYSTEMS } else { &SYSTEMS[..1] };
        for kind in tried {
            let (system, streams) = (kind.name, (kind.streams)().len());
            let calm = TestDb::migrated(db.engine()).await.unwrap();
            let one = [(0, system)];
            let undisturbed = Scene::set(&calm, &outside, &one);
            undisturbed.make_token_key().await;
            let log = serve(&undisturbed, streams).await;
            let expected = State::of(&calm).await;

            let fresh = TestDb::migrated(db.engine()).await.unwrap();
            let scene = Scene::set(&fresh, &outside, &one);
            scene.make_token_key().await;
            let points = some_of(&points(&log, "run 1 page 1"), MOST);
            kill_in_a_row(&scene, SERVE, &points).await;
            serve(&scene, streams).await;
            State::of(&fresh).await.agrees(&expected, "all kills");
            calm.remove().await.unwrap();
            fresh.remove().await.unwrap();
        }
        sandboxes.stop().await;
    }
}
