use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use shuniu_tests::outside::Outside;
use shuniu_tests::probe::Killer;
use shuniu_tests::soak::is_soaking;
use shuniu_tests::tinghu::everywhere;
use shuniu_tests::{TestDb, on_both};

use super::process::End;
use super::scene::{Scene, all};
use super::state::State;

/// Kills at moments that no statement marks.
const MOMENTS: u32 = 4;
/// The same in a soak.
const MANY: u32 = 60;

/// Draws the moments; the same seed draws the same parts of a run.
const SEED: &str = "SHUNIU_TEST_SEED";

fn seed() -> u64 {
    match std::env::var(SEED) {
        Ok(text) => text.parse().expect("SHUNIU_TEST_SEED is a number"),
        Err(_) => rand::random(),
    }
}

/// One moment in each of as many equal parts of the span.
fn moments(dice: &mut StdRng, span: Duration) -> Vec<Duration> {
    let moments = if is_soaking() { MANY } else { MOMENTS };
    let part = span / moments;
    let within = |dice: &mut StdRng| part.mul_f64(dice.random_range(0.0..1.0));
    (0..moments)
        .map(|turn| part * turn + within(dice))
        .collect()
}

/// Starts a sync and kills it after the delay; whether it was still at work.
async fn kill_after(scene: &Scene<'_>, delay: Duration) -> (bool, String) {
    let mut process = scene.start(&["sync"], None);
    // The process is not waited for: this is how long it lives.
    let by_itself = tokio::time::timeout(delay, process.passes(|_| false)).await;
    process.kill();
    let (end, log) = process.end().await;
    let last = log
        .iter()
        .rev()
        .find_map(|line| line.strip_prefix(Killer::PASSED));
    let last = last.unwrap_or("before the first statement").to_owned();
    (by_itself.is_err() && end == End::Killed, last)
}

on_both! {
    async fn killed_at_random_a_sync_ends_as_if_undisturbed(db: &TestDb) {
        let sandboxes = Outside::start(&everywhere(15)).await.unwrap();
        let outside = sandboxes.addresses();
        let undisturbed = Scene::set(db, &outside, &all());
        let began = Instant::now();
        undisturbed.sync().await;
        let span = began.elapsed();
        let expected = State::of(db).await;

        let seed = seed();
        let mut dice = StdRng::seed_from_u64(seed);
        let mut killed = 0;
        for delay in moments(&mut dice, span) {
            let fresh = TestDb::migrated(db.engine()).await.unwrap();
            let scene = Scene::set(&fresh, &outside, &all());
            let (hit, last) = kill_after(&scene, delay).await;
            killed += u32::from(hit);
            let what = if hit { "killed at random" } else { "ended before it was killed" };
            let told = format!("{what}: {SEED}={seed}, after {delay:?}, last {last}");
            println!("{:?} {told}", db.engine());
            scene.sync().await;
            State::of(&fresh).await.agrees(&expected, &told);
            fresh.remove().await.unwrap();
        }
        assert!(killed > 0, "no run lasted until it was to be killed");
        sandboxes.stop().await;
    }
}
