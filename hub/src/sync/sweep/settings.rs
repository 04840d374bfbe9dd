use chrono::{DateTime, Utc};
use croner::Cron;
use serde::{Deserialize, Serialize};

use crate::sync::schedule::{ScheduleProblem, pattern};

/// When all that a system holds is compared with what is here, as settings say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ComparisonSettings {
    /// Minute, hour, day of the month, month, day of the week, in the local time of the schedule;
    /// it is compared by hand alone where there is none.
    pub cron: Option<String>,
    /// How much of what is here may be gone before a person has to say that it is, in percent.
    pub hold_percent: u8,
}

impl Default for ComparisonSettings {
    fn default() -> Self {
        Self {
            cron: None,
            hold_percent: 2,
        }
    }
}

impl ComparisonSettings {
    /// Finds what is wrong with them.
    ///
    /// # Errors
    ///
    /// [`ScheduleProblem`] names the key.
    pub fn check(&self) -> Result<(), ScheduleProblem> {
        if self.hold_percent > 100 {
            return Err(ScheduleProblem {
                key: "hold_percent",
                problem: "must be at most 100".to_owned(),
            });
        }
        self.pattern().map(drop)
    }

    fn pattern(&self) -> Result<Option<Cron>, ScheduleProblem> {
        self.cron.as_deref().map(pattern).transpose()
    }

    /// When it is compared next, after that; never where there is no pattern.
    pub(in crate::sync) fn next(
        &self,
        after: DateTime<Utc>,
        offset: chrono::FixedOffset,
    ) -> Option<DateTime<Utc>> {
        let pattern = self.pattern().ok().flatten()?;
        let local = after.with_timezone(&offset);
        let next = pattern.find_next_occurrence(&local, false).ok()?;
        Some(next.to_utc())
    }

    /// Whether so much is gone that a person has to say whether it is.
    pub(super) fn holds(&self, gone: i64, here: i64) -> bool {
        gone.saturating_mul(100) > here.saturating_mul(i64::from(self.hold_percent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_share_is_held_and_exactly_the_share_is_not() {
        let usual = ComparisonSettings::default();
        assert!(!usual.holds(0, 0));
        assert!(!usual.holds(2, 100));
        assert!(usual.holds(3, 100));
        assert!(usual.holds(1, 49));
        let never = ComparisonSettings {
            hold_percent: 100,
            ..usual
        };
        assert!(!never.holds(49, 49));
    }
}
