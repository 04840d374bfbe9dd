use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Failure;

/// Where a circuit breaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakerPosition {
    /// Requests pass.
    Closed,
    /// Requests are refused until the wait is over.
    Open,
    /// One request is let through to see.
    HalfOpen,
}

/// A circuit breaker's state, to be shown in `connectors { health }` and kept over a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakerState {
    /// Where it stands.
    pub position: BreakerPosition,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Failed attempts in a row.
    pub failures: u32,
    /// When an open breaker lets the next request try.
    pub retry_at: Option<DateTime<Utc>>,
    /// The last failure, if any; kept after recovery.
    pub last_error: Option<String>,
    /// When it happened.
    pub last_error_at: Option<DateTime<Utc>>,
}

impl BreakerState {
    /// A closed breaker without history.
    #[must_use]
    pub const fn closed(since: DateTime<Utc>) -> Self {
        Self {
            position: BreakerPosition::Closed,
            since,
            failures: 0,
            retry_at: None,
            last_error: None,
            last_error_at: None,
        }
    }
}

/// Stops calling a system that keeps failing, and lets one request through now and then.
#[derive(Debug)]
pub struct Breaker {
    name: String,
    threshold: u32,
    wait: Duration,
    state: Mutex<BreakerState>,
}

impl Breaker {
    pub(super) fn new(
        name: impl Into<String>,
        threshold: u32,
        wait: Duration,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            name: name.into(),
            threshold: threshold.max(1),
            wait,
            state: Mutex::new(BreakerState::closed(now)),
        }
    }

    /// One of a system that no request goes to.
    pub(crate) fn closed(name: impl Into<String>, now: DateTime<Utc>) -> Self {
        Self::new(name, 1, Duration::ZERO, now)
    }

    /// One that tells of a failure that no request met.
    pub(crate) fn failing(name: impl Into<String>, failure: &Failure, now: DateTime<Utc>) -> Self {
        let breaker = Self::new(name, 1, Duration::ZERO, now);
        {
            let mut state = breaker.lock();
            state.last_error = Some(failure.to_string());
            state.last_error_at = Some(now);
        }
        breaker
    }

    fn lock(&self) -> MutexGuard<'_, BreakerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its state.
    #[must_use]
    pub fn state(&self) -> BreakerState {
        self.lock().clone()
    }

    /// Puts a stored state back.
    ///
    /// A probe that was under way when the process ended is forgotten: the breaker is open again.
    pub fn restore(&self, mut state: BreakerState) {
        if state.position == BreakerPosition::HalfOpen {
            state.position = BreakerPosition::Open;
        }
        *self.lock() = state;
    }

    /// Asks leave to send one request. Leave must be followed by [`Self::succeeded`] or
    /// [`Self::failed`].
    pub(super) fn admit(&self, now: DateTime<Utc>) -> Result<(), Failure> {
        let mut state = self.lock();
        let refusal = |until: DateTime<Utc>| {
            let wait = (until - now).to_std().unwrap_or(Duration::ZERO);
            let cause = state.last_error.as_deref().unwrap_or("it kept failing");
            Failure::transient_after(
                format!(
                    "{} is not being called until {} because {cause}",
                    self.name,
                    until.format("%H:%M:%S UTC")
                ),
                wait,
            )
        };
        match (state.position, state.retry_at) {
            (BreakerPosition::Closed, _) => Ok(()),
            (BreakerPosition::Open, Some(until)) if now < until => Err(refusal(until)),
            // A probe whose caller vanished must not block for ever: it too has a time.
            (BreakerPosition::HalfOpen, Some(until)) if now < until => Err(refusal(until)),
            (BreakerPosition::Open | BreakerPosition::HalfOpen, _) => {
                state.position = BreakerPosition::HalfOpen;
                state.since = now;
                state.retry_at = Some(now + self.wait);
                Ok(())
            }
        }
    }

    pub(super) fn succeeded(&self, now: DateTime<Utc>) {
        let mut state = self.lock();
        if state.position != BreakerPosition::Closed {
            state.position = BreakerPosition::Closed;
            state.since = now;
            state.retry_at = None;
        }
        state.failures = 0;
    }

    pub(super) fn failed(&self, now: DateTime<Utc>, failure: &Failure) {
        let mut state = self.lock();
        state.failures = state.failures.saturating_add(1);
        state.last_error = Some(failure.to_string());
        state.last_error_at = Some(now);
        let probing = state.position == BreakerPosition::HalfOpen;
        if probing || state.failures >= self.threshold {
            if state.position != BreakerPosition::Open {
                state.since = now;
            }
            state.position = BreakerPosition::Open;
            state.retry_at = Some(now + self.wait);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_secs(60);

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_782_000_000 + second, 0).unwrap()
    }

    fn opened() -> Breaker {
        let breaker = Breaker::new("trading_centre", 3, WAIT, at(0));
        for second in 1..=3 {
            breaker.admit(at(second)).unwrap();
            breaker.failed(at(second), &Failure::transient("status 500"));
        }
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_says_until_when_and_why() {
        let breaker = opened();
        assert_eq!(breaker.state().position, BreakerPosition::Open);
        assert_eq!(breaker.state().since, at(3));
        let Err(Failure::Transient {
            message,
            retry_after,
        }) = breaker.admit(at(10))
        else {
            panic!("an open breaker must refuse");
        };
        assert!(message.contains("status 500"), "{message}");
        assert_eq!(retry_after, Some(Duration::from_secs(53)));
    }

    #[test]
    fn a_success_in_between_starts_the_count_again() {
        let breaker = Breaker::new("x", 2, WAIT, at(0));
        breaker.failed(at(1), &Failure::transient("a"));
        breaker.succeeded(at(2));
        breaker.failed(at(3), &Failure::transient("b"));
        assert_eq!(breaker.state().position, BreakerPosition::Closed);
    }

    #[test]
    fn one_probe_is_let_through_and_decides() {
        let breaker = opened();
        assert!(breaker.admit(at(63)).is_ok());
        assert!(breaker.admit(at(64)).is_err(), "a second probe must wait");
        breaker.failed(at(65), &Failure::transient("still down"));
        assert_eq!(breaker.state().retry_at, Some(at(125)));

        assert!(breaker.admit(at(125)).is_ok());
        breaker.succeeded(at(126));
        let state = breaker.state();
        assert_eq!(state.position, BreakerPosition::Closed);
        assert_eq!(state.last_error.as_deref(), Some("still down"));
    }

    #[test]
    fn a_stored_state_survives_a_restart() {
        let stored = serde_json::to_string(&opened().state()).unwrap();
        let breaker = Breaker::new("trading_centre", 3, WAIT, at(20));
        breaker.restore(serde_json::from_str(&stored).unwrap());
        assert!(breaker.admit(at(20)).is_err());
        assert!(breaker.admit(at(63)).is_ok());
    }
}
