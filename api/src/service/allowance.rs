//! How fast each caller may go.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};

/// After so many operations, callers who have their full allowance again are forgotten.
const SWEEP: u32 = 1_024;

/// A token bucket for each subject of a token. Only tokens that held reach it, so that it holds
/// no more buckets than there are callers of the last minutes.
pub(super) struct Allowance<C: Clock = DefaultClock> {
    limiter: RateLimiter<String, HashMapStateStore<String>, C, NoOpMiddleware<C::Instant>>,
    spent: AtomicU32,
}

impl Allowance {
    pub(super) fn new(per_minute: u32, burst: u32) -> Self {
        Self::by(DefaultClock::default(), per_minute, burst)
    }
}

impl<C: Clock> Allowance<C> {
    fn by(clock: C, per_minute: u32, burst: u32) -> Self {
        let at_least_one = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(at_least_one(per_minute)).allow_burst(at_least_one(burst));
        let store = HashMapStateStore::default();
        Self {
            limiter: RateLimiter::new(quota, store, clock),
            spent: AtomicU32::new(0),
        }
    }

    /// Takes one operation of the subject's allowance.
    ///
    /// # Errors
    ///
    /// How long to wait for the next, when it is used up.
    pub(super) fn spend(&self, subject: &String) -> Result<(), Duration> {
        if self.spent.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
        }
        let checked = self.limiter.check_key(subject);
        checked.map_err(|not_yet| not_yet.wait_time_from(self.limiter.clock().now()))
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn what_was_used_up_comes_back_and_nobody_uses_up_anothers() {
        let clock = FakeRelativeClock::default();
        let allowance = Allowance::by(clock.clone(), 60, 2);
        let [ours, theirs] = ["ours", "theirs"].map(ToOwned::to_owned);
        allowance.spend(&ours).unwrap();
        allowance.spend(&ours).unwrap();
        let wait = allowance.spend(&ours).unwrap_err();
        assert_eq!(wait, Duration::from_secs(1));
        allowance.spend(&theirs).unwrap();
        clock.advance(wait);
        allowance.spend(&ours).unwrap();
        allowance.spend(&ours).unwrap_err();
    }

    #[test]
    fn callers_who_have_gone_are_forgotten() {
        let clock = FakeRelativeClock::default();
        let allowance = Allowance::by(clock.clone(), 60, 2);
        for number in 0..SWEEP - 1 {
            allowance.spend(&number.to_string()).unwrap();
        }
        clock.advance(Duration::from_secs(60));
        allowance.spend(&"last".to_owned()).unwrap();
        assert_eq!(allowance.limiter.len(), 1);
    }
}
