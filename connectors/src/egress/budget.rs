use std::{
    fmt,
    num::NonZeroU32,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::Clock as GovernorClock,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use tokio::sync::{Mutex, MutexGuard, watch};

use super::{
    allowance::{Allowance, Claim, Taken},
    delay::{self, Delay},
    settings::ChannelSettings,
};
use crate::{Failure, clock::Clock};

/// How long is waited before whoever keeps a shared budget is asked again after a failure.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// The longest slice of time that requests are taken ahead for, as a part of a second.
const SLICES: u32 = 4;

/// Lets governor read the injected clock.
#[derive(Clone)]
struct Ticks(Arc<dyn Clock>);

impl GovernorClock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// A rate budget that is spent before a request goes out: of this process alone, until it is
/// [shared](Budget::share).
pub struct Budget {
    name: String,
    per_second: NonZeroU32,
    burst: NonZeroU32,
    patience: Duration,
    limiter: RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<Duration>>,
    shared: OnceLock<Arc<dyn Allowance>>,
    lease: Mutex<Lease>,
    /// Until when the request waits at the least that holds the lease.
    next: watch::Sender<Duration>,
    waiting: AtomicU32,
    clock: Arc<dyn Clock>,
}

/// Requests that were taken ahead, so that not each of them has to be asked for.
#[derive(Clone, Copy, Debug, Default)]
struct Lease {
    size: u32,
    left: u32,
    until: Duration,
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Budget({})", self.name)
    }
}

/// Counts a request as waiting for as long as it lives.
struct Waits<'a>(&'a AtomicU32);

impl<'a> Waits<'a> {
    fn new(count: &'a AtomicU32) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Budget {
    /// The budget of a channel: that of its settings, or of the address that it leads to.
    pub(super) fn new(origin: String, settings: &ChannelSettings, clock: Arc<dyn Clock>) -> Self {
        let at_least_one = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let per_second = at_least_one(settings.requests_per_second);
        let burst = at_least_one(settings.burst);
        let quota = Quota::per_second(per_second).allow_burst(burst);
        Self {
            name: settings.budget.clone().unwrap_or(origin),
            per_second,
            burst,
            patience: Duration::from_millis(settings.max_wait_ms),
            limiter: RateLimiter::direct_with_clock(quota, Ticks(Arc::clone(&clock))),
            shared: OnceLock::new(),
            lease: Mutex::default(),
            next: watch::Sender::default(),
            waiting: AtomicU32::new(0),
            clock,
        }
    }

    /// What it is called where it is shared.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Has it spent from what is kept for all from now on. Once shared it stays with whom it was
    /// shared first.
    pub fn share(&self, allowance: Arc<dyn Allowance>) {
        if self.shared.set(allowance).is_err() {
            tracing::debug!(budget = self.name, "it is shared already");
        }
    }

    /// Whether a request of this process waits for it now.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// Waits until one more request may go out, for so long as a `Retry-After` is waited for.
    pub(super) async fn spend(&self) -> Result<(), Failure> {
        if let Some(shared) = self.shared.get() {
            return self.spend_of(shared.as_ref()).await;
        }
        while let Err(not_yet) = self.limiter.check() {
            let wait = not_yet.wait_time_from(self.clock.elapsed());
            self.wait(wait).await;
        }
        Ok(())
    }

    async fn spend_of(&self, shared: &dyn Allowance) -> Result<(), Failure> {
        let began = self.clock.elapsed();
        let mut lease = self.turn().await;
        loop {
            let now = self.clock.elapsed();
            if lease.left > 0 && now <= lease.until {
                lease.left -= 1;
                return Ok(());
            }
            let size = self.ahead(*lease, now);
            let claim = self.claim(size);
            let (wait, failure) = match shared.take(&self.name, &claim).await {
                Ok(Taken::Leave) => {
                    *lease = Lease {
                        size,
                        left: size - 1,
                        until: now + self.interval() * size,
                    };
                    return Ok(());
                }
                Ok(Taken::Wait(wait)) => (wait, None),
                Err(failure) => (ASK_AGAIN, Some(failure)),
            };
            if self.clock.elapsed().saturating_sub(began) + wait > self.patience {
                return Err(self.refused(failure));
            }
            self.next.send_replace(self.clock.elapsed() + wait);
            self.wait(wait).await;
        }
    }

    /// Waits for its turn behind other requests of this process, which wait for the budget as well.
    async fn turn(&self) -> MutexGuard<'_, Lease> {
        if let Ok(lease) = self.lease.try_lock() {
            return lease;
        }
        let mut next = self.next.subscribe();
        let lock = self.lease.lock();
        tokio::pin!(lock);
        loop {
            let wait = (*next.borrow_and_update()).saturating_sub(self.clock.elapsed());
            let waits = (!wait.is_zero()).then(|| delay::Waits::new(Delay::Budget, wait));
            tokio::select! {
                biased;
                lease = &mut lock => return lease,
                _ = next.changed() => drop(waits),
            }
        }
    }

    async fn wait(&self, wait: Duration) {
        let waits = Waits::new(&self.waiting);
        let wait = wait.max(Duration::from_millis(1));
        delay::pass(&*self.clock, Delay::Budget, wait).await;
        drop(waits);
    }

    fn refused(&self, failure: Option<Failure>) -> Failure {
        let cause = failure.map_or_else(
            || "others spent all of it".to_owned(),
            |failure| failure.to_string(),
        );
        // Beyond what is waited for on the spot: whoever asks comes back later.
        let later = self.patience + Duration::from_secs(1);
        Failure::transient_after(
            format!(
                "no request could be had from the rate budget {} within {} s: {cause}",
                self.name,
                self.patience.as_secs()
            ),
            later,
        )
    }

    fn interval(&self) -> Duration {
        Duration::from_secs(1) / self.per_second.get()
    }

    /// Most requests that are taken at once: those of a short slice, and half a burst.
    fn most(&self) -> u32 {
        let slice = self.per_second.get() / SLICES;
        slice.min(self.burst.get() / 2).max(1)
    }

    /// How many to take now: twice as many as the last time if those were spent in their time, and
    /// one if not, since what is taken and not spent is lost to all.
    fn ahead(&self, last: Lease, now: Duration) -> u32 {
        if last.size > 0 && last.left == 0 && now <= last.until {
            last.size.saturating_mul(2).min(self.most())
        } else {
            1
        }
    }

    /// What is taken ahead goes out up to a slice later, beside what others take by then: so much is
    /// kept back of the burst.
    fn claim(&self, requests: u32) -> Claim {
        let most = self.most();
        let kept_back = if most > 1 { most } else { 0 };
        let micros = 1_000_000_u32.div_ceil(self.per_second.get());
        Claim {
            now: self.clock.now(),
            requests,
            interval_micros: i64::from(micros),
            burst: self.burst.get() - kept_back,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as Lock;

    use async_trait::async_trait;
    use chrono::DateTime;

    use super::*;
    use crate::clock::ManualClock;

    fn settings(per_second: u32, burst: u32) -> ChannelSettings {
        ChannelSettings {
            requests_per_second: per_second,
            burst,
            ..ChannelSettings::default()
        }
    }

    fn budget(settings: &ChannelSettings, clock: &Arc<ManualClock>) -> Budget {
        let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
        Budget::new("https://ggzy.example.gov.cn".to_owned(), settings, clock)
    }

    #[derive(Debug, Default)]
    struct Kept {
        stands: Lock<i64>,
        asked: AtomicU32,
        is_gone: bool,
    }

    #[async_trait]
    impl Allowance for Kept {
        async fn take(&self, _: &str, claim: &Claim) -> Result<Taken, Failure> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if self.is_gone {
                return Err(Failure::transient("the database is gone"));
            }
            let mut stands = self.stands.lock().unwrap();
            Ok(match claim.grant(*stands) {
                Ok(next) => {
                    *stands = next;
                    Taken::Leave
                }
                Err(wait) => Taken::Wait(wait),
            })
        }
    }

    #[tokio::test]
    async fn requests_are_spaced_once_the_burst_is_spent() {
        let clock = Arc::new(ManualClock::new(DateTime::UNIX_EPOCH));
        let budget = budget(&settings(2, 3), &clock);
        for _ in 0..3 {
            budget.spend().await.unwrap();
        }
        assert_eq!(clock.elapsed(), Duration::ZERO);
        for _ in 0..4 {
            budget.spend().await.unwrap();
        }
        assert!(clock.elapsed() >= Duration::from_secs(2));
        assert!(clock.elapsed() < Duration::from_millis(2_100));
    }

    #[tokio::test]
    async fn what_is_shared_is_spent_once_however_many_spend_it() {
        for (per_second, burst) in [(1, 1), (2, 3), (10, 10), (40, 20), (1000, 8)] {
            let clock = Arc::new(ManualClock::new(DateTime::UNIX_EPOCH));
            let kept = Arc::new(Kept::default());
            let settings = settings(per_second, burst);
            let all: Vec<Budget> = (0..3).map(|_| budget(&settings, &clock)).collect();
            for one in &all {
                one.share(Arc::clone(&kept) as Arc<dyn Allowance>);
            }
            let mut went = Vec::new();
            for turn in 0..200_usize {
                // One of them asks more often than the others, and now and then all rest.
                let who = [0, 0, 1, 0, 2][turn % 5];
                all[who].spend().await.unwrap();
                went.push(clock.elapsed());
                if turn % 60 == 59 {
                    clock.advance(Duration::from_millis(120));
                }
            }
            let most = usize::try_from(per_second + burst).unwrap();
            for (at, from) in went.iter().enumerate() {
                let end = *from + Duration::from_secs(1);
                let within = went[at..].iter().take_while(|at| **at < end).count();
                assert!(
                    within <= most,
                    "{within} within a second of {per_second}/{burst}"
                );
            }
            if per_second == 40 {
                let asked = kept.asked.load(Ordering::Relaxed);
                assert!(asked < 200, "{asked} questions for 200 requests");
            }
        }
    }

    #[tokio::test]
    async fn a_budget_that_cannot_be_asked_is_waited_for_and_no_longer() {
        let clock = Arc::new(ManualClock::new(DateTime::UNIX_EPOCH));
        let budget = budget(&settings(10, 10), &clock);
        let gone = Kept {
            is_gone: true,
            ..Kept::default()
        };
        budget.share(Arc::new(gone));
        let failure = budget.spend().await.unwrap_err();
        assert!(failure.is_transient());
        let told = failure.to_string();
        assert!(
            told.contains("ggzy") && told.contains("the database is gone"),
            "{told}"
        );
        assert!(clock.elapsed() <= Duration::from_secs(60));
        assert!(!budget.is_awaited());
    }
}
