use shuniu_tests::outside::Outside;
use shuniu_tests::probe::Killer;
use shuniu_tests::{TestDb, on_both};

use super::process::End;
use super::scene::{ALL, Scene};
use super::state::State;

/// Every point of the page that the log passed, in order: before and after each statement from
/// BEGIN to COMMIT.
pub(super) fn points(log: &[String], page: &str) -> Vec<String> {
    let passed = log
        .iter()
        .filter_map(|line| line.strip_prefix(Killer::PASSED));
    let of_page = passed.filter(|point| {
        let rest = point.strip_prefix(page);
        rest.is_some_and(|rest| rest.starts_with(' '))
    });
    let points: Vec<String> = of_page.map(ToOwned::to_owned).collect();
    let (first, last) = (points.first().unwrap(), points.last().unwrap());
    assert_eq!(*first, format!("{page} before BEGIN (0)"));
    assert!(last.starts_with(&format!("{page} after COMMIT")), "{last}");
    assert_eq!(points.len() % 2, 0, "{points:#?}");
    points
}

/// Starts the command to be killed at the point, and shows that it was.
pub(super) async fn kill_at(scene: &Scene<'_>, command: &[&str], point: &str) {
    let (end, log) = scene.start(command, Some(point)).end().await;
    let last = log.iter().rfind(|line| line.starts_with(Killer::KILLED));
    let hit = format!("{}{point}", Killer::KILLED);
    assert_eq!((end, last), (End::Killed, Some(&hit)), "{command:?}");
    println!("{:?} {} {hit}", scene.db.engine(), command[0]);
}

on_both! {
    async fn killed_at_any_point_of_a_page_a_sync_ends_as_if_undisturbed(db: &TestDb) {
        let sandboxes = Outside::start(6).await.unwrap();
        let outside = sandboxes.addresses();
        let undisturbed = Scene::set(db, &outside, ALL);
        let log = undisturbed.sync().await;
        let expected = State::of(db).await;
        assert!(expected.rows.len() > 200, "only {} rows came in", expected.rows.len());
        // The first page makes projects; that of the first tenders changes them.
        for point in [points(&log, "run 1 page 1"), points(&log, "run 2 page 1")].concat() {
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
