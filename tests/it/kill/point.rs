use shuniu_tests::probe::Killer;

use super::process::End;
use super::scene::Scene;

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

/// Says that every point is to be tried, however long it takes: `cargo xtask soak` sets it.
const SOAK: &str = "SHUNIU_SOAK";

/// Whether everything is to be tried.
pub(super) fn is_soaking() -> bool {
    std::env::var_os(SOAK).is_some()
}

/// As many of the points as a usual run has time for, evenly spaced, in their order, the first and
/// the last among them; all of them in a soak.
pub(super) fn some_of(points: &[String], most: usize) -> Vec<String> {
    if is_soaking() || points.len() <= most {
        return points.to_vec();
    }
    let last = points.len() - 1;
    let chosen = (0..most).map(|turn| turn * last / (most - 1));
    chosen.map(|at| points[at].clone()).collect()
}

/// Starts the command to be killed at the point, and shows that it was.
pub(super) async fn kill_at(scene: &Scene<'_>, command: &[&str], point: &str) {
    let (end, log) = scene.start(command, Some(point)).end().await;
    let last = log.iter().rfind(|line| line.starts_with(Killer::KILLED));
    let hit = format!("{}{point}", Killer::KILLED);
    assert_eq!((end, last), (End::Killed, Some(&hit)), "{command:?}");
    println!("{:?} {} {hit}", scene.db.engine(), command[0]);
}

/// The same at one point after the other on one database, never coming to an end in between.
///
/// This tries as much as a fresh database for each: a kill that left anything of the page would
/// change the page that comes next, and the point after it would not be met, or it would be in
/// the tables at the end. The last point, after COMMIT, is the only one that leaves the page.
pub(super) async fn kill_in_a_row(scene: &Scene<'_>, command: &[&str], points: &[String]) {
    for point in points {
        kill_at(scene, command, point).await;
    }
}
