use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use shuniu_tests::probe::{Dying, Newcomer, Tried};
use shuniu_tests::soak::is_soaking;

use super::row::Row;
use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::subject::subjects;

/// Kills at random of each transport in a usual run.
const KILLS: usize = 5;
/// Those of each subject in a soak.
const SOAKED: usize = 50;
/// What the kills are drawn by, unless `SHUNIU_TEST_SEED` says otherwise.
const SEED: u64 = 6;
/// No connector has more points at which a worker can die.
const MOST: usize = 400;

/// 6: killed at each fail point and at random, it ends as undisturbed.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let points = at_each_point(on).await;
    assert!(points > 20, "{on}: only {points} points");
    let last = on.calm().await.points;
    let seed = std::env::var("SHUNIU_TEST_SEED").ok();
    let seed = seed.map_or(SEED, |text| {
        text.parse().expect("SHUNIU_TEST_SEED is a number")
    });
    let mut dice = StdRng::seed_from_u64(seed);
    // On two engines.
    let share = KILLS.div_ceil(2 * subjects(on.subject.transport()).len());
    let kills = if is_soaking() { SOAKED } else { share };
    for _ in 0..kills {
        killed_at(on, dice.random_range(0..last)).await;
    }
    println!("check 6 of {on}: killed at {points} points, and {kills} times of {last} by {seed}");
    Outcome::Held
}

/// At how many points workers died, one after the other, until one met no new one.
async fn at_each_point(on: &Kit<'_>) -> usize {
    let own = on.fresh().await;
    let mut row = Row::on(on, &own).await;
    let tried = Tried::default();
    loop {
        let worker = Newcomer::new(&tried, is_soaking());
        if row.works(worker.clone(), || worker.arm()).await {
            assert!(!worker.is_dead(), "{on}: it outlives its death");
            break;
        }
        assert!(row.died < MOST, "{on}: it never comes to an end");
    }
    let names: Vec<String> = tried.lock().unwrap().iter().cloned().collect();
    for edge in [
        "before COMMIT",
        "after COMMIT",
        "after INSERT source_record",
    ] {
        assert!(
            names.iter().any(|name| name.ends_with(edge)),
            "{on}: {edge}: {names:?}"
        );
    }
    assert_eq!(names.len(), row.died, "{on}: {names:#?}");
    row.ends_as_undisturbed("all points").await;
    own.remove().await.unwrap();
    names.len()
}

/// A worker dies at a point, and another goes on.
async fn killed_at(on: &Kit<'_>, at: usize) {
    let own = on.fresh().await;
    let mut row = Row::on(on, &own).await;
    let dying = Dying::new(at);
    let lived = row.works(dying.clone(), || dying.arm()).await;
    assert!(!lived, "{on}: at {at} of {}", dying.passed());
    row.ends_as_undisturbed(&format!("a kill at {at}")).await;
    own.remove().await.unwrap();
}
