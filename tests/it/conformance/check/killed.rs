use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

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
const MOST: usize = 1_000;
/// Workers that can die one after the other until the day is over, which would be another one.
const OF_A_DAY: usize = 100;

/// 6: killed at each fail point and at random, it ends as undisturbed.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let (died, points) = at_each_point(on).await;
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
    println!(
        "check 6 of {on}: killed at {died} new points of {points}, and {kills} times of {last} by {seed}"
    );
    Outcome::Held
}

/// The points of a transport on an engine at which a worker of some subject has died: each is tried
/// once, unless everything is to be tried with every subject.
fn tried(on: &Kit<'_>) -> Tried {
    static ALL: Mutex<BTreeMap<String, Tried>> = Mutex::new(BTreeMap::new());
    if is_soaking() {
        return Tried::default();
    }
    let name = format!("{} on {:?}", on.subject.transport(), on.db.engine());
    let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(all.entry(name).or_default())
}

/// At how many points workers died, one after the other, until one met no new one, and how many have
/// been tried by now.
async fn at_each_point(on: &Kit<'_>) -> (usize, usize) {
    let tried = tried(on);
    let (before, mut died, mut lives) = (tried.lock().unwrap().len(), 0, false);
    while !lives {
        let own = on.fresh().await;
        let mut row = Row::on(on, &own).await;
        while !lives && row.died < OF_A_DAY {
            let worker = Newcomer::new(&tried, is_soaking());
            lives = row.works(worker.clone(), || worker.arm()).await;
            assert_eq!(lives, !worker.is_dead(), "{on}: it outlives its death");
        }
        died += row.died;
        row.ends_as_undisturbed("all points").await;
        own.remove().await.unwrap();
        assert!(died < MOST, "{on}: it never comes to an end");
    }
    let names: Vec<String> = tried.lock().unwrap().iter().cloned().collect();
    for edge in [
        "before COMMIT",
        "after COMMIT",
        "after INSERT source_record",
    ] {
        let met = names.iter().any(|name| name.ends_with(edge));
        assert!(met, "{on}: {edge}: {names:?}");
    }
    assert_eq!(names.len(), before + died, "{on}: {names:#?}");
    (died, names.len())
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
