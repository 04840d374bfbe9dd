//! When an outside system is read on its own account, and when it may be called at all.

mod settings;
mod window;

use std::fmt;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, TimeDelta, Utc};
use croner::Cron;
use shuniu_policy::calendar::WorkingDays;

pub(in crate::sync) use settings::pattern;
pub use settings::{ScheduleProblem, ScheduleSettings};
use window::Window;

/// How far ahead an opening is looked for: beyond the longest holiday by far.
const AHEAD: u32 = 400;

/// How often a system is read of which nothing is said.
const EVERY: TimeDelta = TimeDelta::minutes(5);

/// The days between two looks at what is due; nobody asks for one as rare.
const AT_MOST: TimeDelta = TimeDelta::days(366);

/// When an outside system is read on its own account, and the hours in which it may be called.
///
/// A run that was missed, because the hub or the other side was down or the hours were closed, is
/// made up for once.
#[derive(Clone, Debug)]
pub struct Schedule {
    said: ScheduleSettings,
    rhythm: Rhythm,
    hours: Hours,
}

#[derive(Clone)]
enum Rhythm {
    Every(TimeDelta),
    Cron(Box<Cron>),
}

impl fmt::Debug for Rhythm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every(every) => write!(f, "every {} s", every.num_seconds()),
            Self::Cron(cron) => write!(f, "{cron}"),
        }
    }
}

/// The hours of a system in its local time.
#[derive(Clone, Debug)]
struct Hours {
    offset: FixedOffset,
    /// All day where there is none.
    open: Vec<Window>,
    closed: Vec<Window>,
    working_days: bool,
}

impl Default for Schedule {
    fn default() -> Self {
        Self::every(EVERY)
    }
}

impl Schedule {
    /// At any hour, every so often.
    #[must_use]
    pub fn every(every: TimeDelta) -> Self {
        let said = ScheduleSettings::default();
        said.read(every)
            .expect("the default settings leave every hour open")
    }

    /// What was said of it.
    #[must_use]
    pub fn settings(&self) -> &ScheduleSettings {
        &self.said
    }

    /// How often it is read, where no pattern says when.
    #[must_use]
    pub fn rhythm(&self) -> Option<TimeDelta> {
        match self.rhythm {
            Rhythm::Every(every) => Some(every),
            Rhythm::Cron(_) => None,
        }
    }

    /// When it is read next, after a run that began then; at once where none did.
    #[must_use]
    pub fn next(
        &self,
        begun: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        days: &WorkingDays,
    ) -> DateTime<Utc> {
        let next = match (begun, &self.rhythm) {
            (None, _) => now,
            (Some(begun), Rhythm::Every(every)) => begun + *every,
            (Some(begun), Rhythm::Cron(cron)) => {
                let local = begun.with_timezone(&self.hours.offset);
                // Settings refuse a pattern that fits no day, so there is one.
                cron.find_next_occurrence(&local, false)
                    .map_or(DateTime::<Utc>::MAX_UTC, |next| next.to_utc())
            }
        };
        self.opens(next, days)
    }

    /// Its local time, as the difference from UTC.
    #[must_use]
    pub fn offset(&self) -> FixedOffset {
        self.hours.offset
    }

    /// Whether the system may be called.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>, days: &WorkingDays) -> bool {
        self.hours
            .is_open(at.with_timezone(&self.hours.offset), days)
    }

    /// The first moment from then on at which the system may be called.
    #[must_use]
    pub fn opens(&self, at: DateTime<Utc>, days: &WorkingDays) -> DateTime<Utc> {
        self.hours.opens(at, days)
    }
}

impl Hours {
    fn is_open(&self, at: DateTime<FixedOffset>, days: &WorkingDays) -> bool {
        let time = at.time();
        let within = |windows: &[Window]| windows.iter().any(|window| window.holds(time));
        // Of a year without a calendar nothing is known, and to ask is harmless.
        let works = !self.working_days || days.is_working(at.date_naive()).unwrap_or(true);
        works && (self.open.is_empty() || within(&self.open)) && !within(&self.closed)
    }

    fn opens(&self, at: DateTime<Utc>, days: &WorkingDays) -> DateTime<Utc> {
        let local = at.with_timezone(&self.offset);
        if self.is_open(local, days) {
            return at;
        }
        let edges = self.open.iter().map(|window| window.from);
        let edges = edges.chain(self.closed.iter().map(|window| window.until));
        let mut edges: Vec<_> = edges.chain([chrono::NaiveTime::MIN]).collect();
        edges.sort_unstable();
        let mut day = local.date_naive();
        for _ in 0..AHEAD {
            let opening = edges.iter().find_map(|edge| {
                let edge = self.at(day, *edge)?;
                (edge > local && self.is_open(edge, days)).then_some(edge)
            });
            if let Some(opening) = opening {
                return opening.to_utc();
            }
            day += Duration::days(1);
        }
        at + TimeDelta::days(i64::from(AHEAD))
    }

    fn at(&self, day: NaiveDate, time: chrono::NaiveTime) -> Option<DateTime<FixedOffset>> {
        day.and_time(time).and_local_timezone(self.offset).single()
    }
}

#[cfg(test)]
mod tests;
