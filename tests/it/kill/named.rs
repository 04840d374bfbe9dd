use shuniu_tests::outside::Outside;
use shuniu_tests::{TestDb, on_both};

use super::point::{kill_at, kill_in_a_row, points};
use super::scene::Scene;
use super::state::State;

/// Two systems, each in a place of its own: few, since every kill is followed by a whole sync.
const APART: &[(usize, &str)] = &[(0, "investment_approval"), (1, "trading_centre")];

/// Two systems that tell of the same projects.
const TOGETHER: &[(usize, &str)] = &[(0, "investment_approval"), (0, "trading_centre")];

on_both! {
    async fn killed_at_any_point_of_a_page_a_sync_ends_as_if_undisturbed(db: &TestDb) {
        let sandboxes = Outside::start(6).await.unwrap();
        let outside = sandboxes.addresses();
        let undisturbed = Scene::set(db, &outside, APART);
        let log = undisturbed.sync().await;
        let expected = State::of(db).await;
        assert!(expected.rows.len() > 200, "only {} rows came in", expected.rows.len());
        for point in points(&log, "run 1 page 1") {
            let fresh = TestDb::migrated(db.engine()).await.unwrap();
            let scene = Scene::set(&fresh, &outside, APART);
            kill_at(&scene, &["sync"], &point).await;
            scene.sync().await;
            State::of(&fresh).await.agrees(&expected, &point);
            fresh.remove().await.unwrap();
        }
        sandboxes.stop().await;
    }
}

on_both! {
    async fn killed_while_it_changes_a_project_a_sync_ends_as_if_undisturbed(db: &TestDb) {
        let sandboxes = Outside::start(16).await.unwrap();
        let outside = sandboxes.addresses();
        let undisturbed = Scene::set(db, &outside, TOGETHER);
        let log = undisturbed.sync().await;
        let expected = State::of(db).await;
        // Tenders, one of them of a project that its approval has brought.
        let points = points(&log, "run 2 page 1");
        for met in ["before SELECT obligation (", "before INSERT tender ("] {
            assert!(points.iter().any(|point| point.contains(met)), "{points:#?}");
        }

        let fresh = TestDb::migrated(db.engine()).await.unwrap();
        let scene = Scene::set(&fresh, &outside, TOGETHER);
        kill_in_a_row(&scene, &["sync"], &points).await;
        scene.sync().await;
        State::of(&fresh).await.agrees(&expected, "all kills");
        fresh.remove().await.unwrap();
        sandboxes.stop().await;
    }
}
