use std::{fmt, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::Failure;

/// How far ahead of a clock another may be before what it wrote down is taken for a mistake.
const ASTRAY_MICROS: i64 = 5_000_000;

/// Keeps rate budgets that several workers spend from, in this process and in others.
#[async_trait]
pub trait Allowance: fmt::Debug + Send + Sync {
    /// Takes leave for the requests of a claim, for all of them or none.
    ///
    /// # Errors
    ///
    /// [`Failure::Transient`] when whoever keeps the budget cannot be asked.
    async fn take(&self, budget: &str, claim: &Claim) -> Result<Taken, Failure>;
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The requests may go out.
    Leave,
    /// It is spent; so long until there may be enough of it.
    Wait(Duration),
}

/// A claim on a budget, which is kept as one number: the microsecond since 1970 at which all of it
/// is there again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// When it is made.
    pub now: DateTime<Utc>,
    /// For how many requests.
    pub requests: u32,
    /// The time in which one request comes back (microseconds).
    pub interval_micros: i64,
    /// How many may have gone out without having come back.
    pub burst: u32,
}

impl Claim {
    /// Where the budget stands once the claim is granted, or how long to wait until it may be.
    ///
    /// # Errors
    ///
    /// The wait.
    pub fn grant(&self, stands: i64) -> Result<i64, Duration> {
        let now = self.now.timestamp_micros();
        let all = i64::from(self.burst).saturating_mul(self.interval_micros);
        // Nobody with a right clock leaves it further ahead than all of it.
        let astray = stands.saturating_sub(now) > all.saturating_add(ASTRAY_MICROS);
        let from = if astray { now } else { stands.max(now) };
        let asked = i64::from(self.requests.min(self.burst)).saturating_mul(self.interval_micros);
        let next = from.saturating_add(asked);
        let over = next.saturating_sub(now).saturating_sub(all);
        match u64::try_from(over) {
            Ok(over) if over > 0 => Err(Duration::from_micros(over)),
            _ => Ok(next),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(at_micros: i64, requests: u32) -> Claim {
        Claim {
            now: DateTime::from_timestamp_micros(1_782_000_000_000_000 + at_micros).unwrap(),
            requests,
            interval_micros: 100_000,
            burst: 5,
        }
    }

    #[test]
    fn a_burst_goes_at_once_and_comes_back_one_by_one() {
        let mut stands = 0;
        for _ in 0..5 {
            stands = claim(0, 1).grant(stands).unwrap();
        }
        let short = Duration::from_micros(100_000);
        assert_eq!(claim(0, 1).grant(stands), Err(short));
        assert_eq!(
            claim(40_000, 1).grant(stands),
            Err(short - Duration::from_micros(40_000))
        );
        let stands = claim(100_000, 1).grant(stands).unwrap();
        assert_eq!(claim(100_000, 3).grant(stands), Err(short * 3));
        // What is not spent does not pile up.
        let rested = claim(60_000_000, 5).grant(stands).unwrap();
        assert_eq!(claim(60_000_000, 1).grant(rested), Err(short));
    }

    #[test]
    fn a_clock_that_ran_far_ahead_stops_nobody() {
        let ahead = claim(3_600_000_000, 5).grant(0).unwrap();
        assert!(claim(0, 1).grant(ahead).is_ok());
    }
}
