//! How much of what takes long a run tries, and how long it waits for it.

use std::time::Duration;

/// Says that everything is to be tried, however long it takes: `cargo xtask soak` sets it.
const SOAK: &str = "SHUNIU_SOAK";

/// How long one test of a usual run may take, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(600);

/// Whether everything is to be tried.
#[must_use]
pub fn is_soaking() -> bool {
    std::env::var_os(SOAK).is_some()
}

/// As many of the points as a usual run has time for, evenly spaced, in their order, the first and
/// the last among them; all of them in a soak.
#[must_use]
pub fn some_of<T: Clone>(points: &[T], most: usize) -> Vec<T> {
    if is_soaking() || points.len() <= most {
        return points.to_vec();
    }
    let last = points.len() - 1;
    let chosen = (0..most).map(|turn| turn * last / (most - 1).max(1));
    chosen.map(|at| points[at].clone()).collect()
}

/// The outcome of a test that comes to an end; a soak is waited for however long it takes.
///
/// # Panics
///
/// When a usual test waits for what does not come, so that it fails by its name and those behind
/// it are run.
pub async fn in_time<T>(test: impl Future<Output = T>) -> T {
    if is_soaking() {
        return test.await;
    }
    let ended = tokio::time::timeout(PATIENCE, test).await;
    ended.unwrap_or_else(|_| panic!("the test came to no end within {PATIENCE:?}"))
}
