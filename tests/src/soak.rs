//! How much of what takes long a run tries.

/// Says that everything is to be tried, however long it takes: `cargo xtask soak` sets it.
const SOAK: &str = "SHUNIU_SOAK";

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
