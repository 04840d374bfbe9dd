//! Time as the outside world tells it, injected so that tests neither wait nor drift.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// Tells the time and lets it pass.
#[async_trait]
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;

    /// Time since some fixed moment; never goes back.
    fn elapsed(&self) -> Duration;

    /// Waits.
    async fn sleep(&self, duration: Duration);
}

/// The machine's clock, possibly set to another day: the demo runs on a pinned date, on which
/// time passes as usual.
#[derive(Debug)]
pub struct SystemClock {
    began: Instant,
    began_at: DateTime<Utc>,
}

impl SystemClock {
    /// The machine's own time.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place where the product reads the machine's clock"
    )]
    pub fn new() -> Self {
        Self::starting_at(Utc::now())
    }

    /// A clock that shows `instant` now.
    #[must_use]
    pub fn starting_at(instant: DateTime<Utc>) -> Self {
        Self {
            began: Instant::now(),
            began_at: instant,
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        self.began_at + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// A clock that moves only when told to, or when somebody sleeps on it.
#[derive(Debug)]
pub struct ManualClock {
    start: DateTime<Utc>,
    passed: Mutex<Duration>,
}

impl ManualClock {
    /// Stands at `instant`.
    #[must_use]
    pub const fn new(instant: DateTime<Utc>) -> Self {
        Self {
            start: instant,
            passed: Mutex::new(Duration::ZERO),
        }
    }

    /// Moves on.
    pub fn advance(&self, duration: Duration) {
        *self.passed.lock().unwrap_or_else(PoisonError::into_inner) += duration;
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        self.start + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        *self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn sleep(&self, duration: Duration) {
        self.advance(duration);
    }
}
