use chrono::{DateTime, Days, FixedOffset, NaiveDate, SubsecRound, TimeZone, Utc};

/// Tells the instant and the legal day. The product never reads the system clock elsewhere.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The instant, in microseconds, the finest that both databases keep.
    fn now(&self) -> DateTime<Utc>;

    /// The local day in Asia/Shanghai, by which all legal dates are counted (R17).
    fn today(&self) -> NaiveDate {
        local_day(self.now())
    }
}

/// The local day of an instant. China has had one zone without summer time since 1991.
#[must_use]
pub fn local_day(instant: DateTime<Utc>) -> NaiveDate {
    match FixedOffset::east_opt(8 * 3600) {
        Some(zone) => instant.with_timezone(&zone).date_naive(),
        None => instant.date_naive(),
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the clock is read"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// The machine's clock with the legal day pinned: for demonstrations and trials of a date.
#[derive(Clone, Copy, Debug)]
pub struct PinnedDay {
    today: NaiveDate,
}

impl PinnedDay {
    /// Pins the day; the instants run on within it.
    #[must_use]
    pub const fn new(today: NaiveDate) -> Self {
        Self { today }
    }
}

impl Clock for PinnedDay {
    fn now(&self) -> DateTime<Utc> {
        let real = SystemClock.now();
        let shift = self.today.signed_duration_since(local_day(real));
        real.checked_add_signed(shift).unwrap_or(real)
    }

    fn today(&self) -> NaiveDate {
        self.today
    }
}

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct ManualClock(std::sync::Mutex<DateTime<Utc>>);

impl ManualClock {
    /// Starts at noon, Asia/Shanghai, of the day.
    #[must_use]
    pub fn at(day: NaiveDate) -> Self {
        Self(std::sync::Mutex::new(noon(day)))
    }

    /// Moves on by whole days.
    pub fn advance_days(&self, days: u64) {
        let mut now = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *now = now.checked_add_days(Days::new(days)).unwrap_or(*now);
    }

    /// Moves on by a span.
    pub fn advance(&self, span: chrono::TimeDelta) {
        let mut now = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *now = now.checked_add_signed(span).unwrap_or(*now);
    }
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    let four = day.and_hms_opt(4, 0, 0).unwrap_or_default();
    Utc.from_utc_datetime(&four)
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_legal_day_begins_at_midnight_in_shanghai() {
        let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(
            local_day(instant("2026-06-30T15:59:59Z")),
            day("2026-06-30")
        );
        assert_eq!(
            local_day(instant("2026-06-30T16:00:00Z")),
            day("2026-07-01")
        );
    }

    #[test]
    fn a_pinned_day_stays_and_its_instants_fall_into_it() {
        let clock = PinnedDay::new(day("2026-06-30"));
        assert_eq!(clock.today(), day("2026-06-30"));
        assert_eq!(local_day(clock.now()), day("2026-06-30"));
    }
}
