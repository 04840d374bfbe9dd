use std::{fmt, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::Clock as GovernorClock,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};

use crate::clock::Clock;

/// Lets governor read the injected clock.
#[derive(Clone)]
struct Ticks(Arc<dyn Clock>);

impl GovernorClock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// A token bucket that is spent before a request goes out.
pub(super) struct Budget {
    limiter: RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<Duration>>,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Budget")
    }
}

impl Budget {
    pub(super) fn new(per_second: u32, burst: u32, clock: Arc<dyn Clock>) -> Self {
        let at_least_one = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(at_least_one(per_second)).allow_burst(at_least_one(burst));
        Self {
            limiter: RateLimiter::direct_with_clock(quota, Ticks(Arc::clone(&clock))),
            clock,
        }
    }

    /// Waits until one more request may go out.
    pub(super) async fn spend(&self) {
        while let Err(not_yet) = self.limiter.check() {
            let wait = not_yet.wait_time_from(self.clock.elapsed());
            self.clock.sleep(wait.max(Duration::from_millis(1))).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::clock::ManualClock;

    #[tokio::test]
    async fn requests_are_spaced_once_the_burst_is_spent() {
        let clock = Arc::new(ManualClock::new(DateTime::UNIX_EPOCH));
        let budget = Budget::new(2, 3, clock.clone());
        for _ in 0..3 {
            budget.spend().await;
        }
        assert_eq!(clock.elapsed(), Duration::ZERO);
        for _ in 0..4 {
            budget.spend().await;
        }
        assert!(clock.elapsed() >= Duration::from_secs(2));
        assert!(clock.elapsed() < Duration::from_millis(2_100));
    }
}
