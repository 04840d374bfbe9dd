use std::time::Duration;

use chrono::{DateTime, Utc};
use rand::Rng;

use super::{
    delay::{Again, Delay, Setback},
    settings::ChannelSettings,
};
use crate::Failure;

/// Reads a `Retry-After` value: seconds, or an HTTP date. A date in the past means now.
pub(super) fn retry_after(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = value.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    let wait = date.with_timezone(&Utc) - now;
    Some(wait.to_std().unwrap_or(Duration::ZERO))
}

/// The pause before attempt `next` (2 or more): full jitter over a doubling span, so that many
/// callers of a system that comes back do not all return at once.
fn pause(settings: &ChannelSettings, next: u32) -> Duration {
    let doublings = next.saturating_sub(2).min(32);
    let span = settings
        .backoff_base_ms
        .saturating_mul(1_u64 << doublings)
        .min(settings.backoff_max_ms);
    Duration::from_millis(rand::rng().random_range(0..=span))
}

/// Why and how long to wait before attempt `next` after a failure; nothing when it is the last word:
/// trying again cannot help, has been tried often enough, or would have to wait too long.
pub(super) fn wait(
    settings: &ChannelSettings,
    failure: &Failure,
    after: Setback,
    next: u32,
) -> Option<(Delay, Duration)> {
    let Failure::Transient { retry_after, .. } = failure else {
        return None;
    };
    let attempts = settings.attempts.max(1);
    let again = Again {
        attempt: next,
        attempts,
        after,
    };
    let (delay, wait) = match retry_after {
        Some(asked_for) => (Delay::RetryAfter(again), *asked_for),
        None => (Delay::Retry(again), pause(settings, next)),
    };
    let too_long = wait > Duration::from_millis(settings.max_wait_ms);
    (next <= attempts && !too_long).then_some((delay, wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_as_seconds_and_as_date() {
        let now = "2026-06-30T10:00:00Z".parse().unwrap();
        let secs = |n| Some(Duration::from_secs(n));
        assert_eq!(retry_after("120", now), secs(120));
        assert_eq!(retry_after("Tue, 30 Jun 2026 10:02:00 GMT", now), secs(120));
        assert_eq!(retry_after("Tue, 30 Jun 2026 09:00:00 GMT", now), secs(0));
        assert_eq!(retry_after("soon", now), None);
    }

    #[test]
    fn the_pause_doubles_up_to_its_limit() {
        let settings = ChannelSettings {
            backoff_base_ms: 100,
            backoff_max_ms: 400,
            ..ChannelSettings::default()
        };
        for (next, most) in [(2, 100), (3, 200), (4, 400), (40, 400)] {
            let longest = (0..200).map(|_| pause(&settings, next)).max().unwrap();
            assert!(longest <= Duration::from_millis(most));
            assert!(longest > Duration::from_millis(most / 2), "jitter is full");
        }
    }
}
