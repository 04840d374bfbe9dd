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
    /// What it is held open for, if that is no failed request: no answer of the other side closes it
    /// then, only [`Breaker::release`].
    #[serde(default)]
    pub held: Option<String>,
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
            held: None,
        }
    }
}

/// Stops calling a system that keeps failing, and lets one request through now and then.
#[derive(Debug)]
pub struct Breaker {
    name: String,
    threshold: u32,
    wait: Duration,
    state: Mutex<Kept>,
}

/// What a breaker remembers.
#[derive(Debug)]
struct Kept {
    shown: BreakerState,
    /// The latest moment that it was told of.
    now: DateTime<Utc>,
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
            state: Mutex::new(Kept {
                shown: BreakerState::closed(now),
                now,
            }),
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
            let state = &mut breaker.lock().shown;
            state.last_error = Some(failure.to_string());
            state.last_error_at = Some(now);
        }
        breaker
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn at(&self, now: DateTime<Utc>) -> MutexGuard<'_, Kept> {
        let mut kept = self.lock();
        kept.now = kept.now.max(now);
        kept
    }

    /// Its state.
    #[must_use]
    pub fn state(&self) -> BreakerState {
        self.lock().shown.clone()
    }

    /// Puts a stored state back.
    ///
    /// A probe that was under way when the process ended is forgotten: the breaker is open again.
    pub fn restore(&self, mut state: BreakerState) {
        if state.position == BreakerPosition::HalfOpen {
            state.position = BreakerPosition::Open;
        }
        self.lock().shown = state;
    }

    /// Opens it because of what came in, which was answered well enough: until [`Self::release`] no
    /// answer closes it. After its wait it stands half open, and what is asked is on trial. Counts
    /// from the last request that it knows of.
    pub fn hold(&self, cause: &str) {
        let mut kept = self.lock();
        let (now, wait) = (kept.now, self.wait);
        let state = &mut kept.shown;
        if state.position != BreakerPosition::Open {
            state.since = now;
        }
        state.position = BreakerPosition::Open;
        state.retry_at = Some(now + wait);
        state.held = Some(cause.to_owned());
        state.last_error = Some(cause.to_owned());
        state.last_error_at = Some(now);
    }

    /// What it was held open for is over. Does nothing to one that is open for other reasons.
    pub fn release(&self) {
        let mut kept = self.lock();
        let now = kept.now;
        let state = &mut kept.shown;
        if state.held.take().is_some() {
            state.position = BreakerPosition::Closed;
            state.since = now;
            state.retry_at = None;
        }
    }

    /// Asks leave to send one request. Leave must be followed by [`Self::succeeded`] or
    /// [`Self::failed`].
    pub(super) fn admit(&self, now: DateTime<Utc>) -> Result<(), Failure> {
        let mut kept = self.at(now);
        let state = &mut kept.shown;
        let (held, last_error) = (state.held.clone(), state.last_error.clone());
        let refusal = |until: DateTime<Utc>| {
            let wait = (until - now).to_std().unwrap_or(Duration::ZERO);
            let cause = held.as_deref().or(last_error.as_deref());
            let cause = cause.unwrap_or("it kept failing");
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
            // A trial takes more than one request: whoever began it says how it ended.
            (BreakerPosition::HalfOpen, _) if state.held.is_some() => Ok(()),
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
        let mut kept = self.at(now);
        let state = &mut kept.shown;
        if state.position != BreakerPosition::Closed && state.held.is_none() {
            state.position = BreakerPosition::Closed;
            state.since = now;
            state.retry_at = None;
        }
        state.failures = 0;
    }

    pub(super) fn failed(&self, now: DateTime<Utc>, failure: &Failure) {
        let mut kept = self.at(now);
        let state = &mut kept.shown;
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
    fn one_that_is_held_is_closed_by_no_answer() {
        let breaker = Breaker::new("trading_centre", 3, WAIT, at(0));
        breaker.admit(at(1)).unwrap();
        breaker.succeeded(at(2));
        breaker.hold("60 of 60 records could not be understood");
        let refused = breaker.admit(at(61)).unwrap_err().to_string();
        assert!(refused.contains("60 of 60"), "{refused}");
        // A trial is several requests, and all of them are answered.
        for second in [62, 63] {
            breaker.admit(at(second)).unwrap();
            breaker.succeeded(at(second));
            assert_eq!(breaker.state().position, BreakerPosition::HalfOpen);
        }
        let stored = serde_json::to_string(&breaker.state()).unwrap();
        let again = Breaker::new("trading_centre", 3, WAIT, at(64));
        again.restore(serde_json::from_str(&stored).unwrap());
        assert_eq!(again.state().position, BreakerPosition::Open);

        breaker.hold("59 of 60");
        assert!(breaker.admit(at(64)).is_err());
        breaker.release();
        assert_eq!(breaker.state().position, BreakerPosition::Closed);
        assert!(breaker.admit(at(65)).is_ok());
        let open = opened();
        open.release();
        assert_eq!(open.state().position, BreakerPosition::Open);
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
