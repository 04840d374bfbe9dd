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
    /// When what was handed over is compared with what the system lists as received, where it lists
    /// that; it is compared by hand alone where this is empty.
    pub hand_overs: String,
    /// How many days back it is compared.
    pub hand_overs_days: u16,
}

impl Default for ComparisonSettings {
    fn default() -> Self {
        Self {
            cron: None,
            hold_percent: 2,
            hand_overs: "0 3 * * *".to_owned(),
            hand_overs_days: 35,
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
        if self.hand_overs_days == 0 {
            return Err(ScheduleProblem {
                key: "hand_overs_days",
                problem: "must be at least 1".to_owned(),
            });
        }
        self.of_hand_overs().map_err(|problem| ScheduleProblem {
            key: "hand_overs",
            ..problem
        })?;
        self.pattern().map(drop)
    }

    fn of_hand_overs(&self) -> Result<Option<Cron>, ScheduleProblem> {
        let text = self.hand_overs.trim();
        (!text.is_empty()).then(|| pattern(text)).transpose()
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
        occurs(&self.pattern().ok().flatten()?, after, offset)
    }

    /// When what was handed over is compared next, after that.
    pub(in crate::sync) fn next_of_hand_overs(
        &self,
        after: DateTime<Utc>,
        offset: chrono::FixedOffset,
    ) -> Option<DateTime<Utc>> {
        occurs(&self.of_hand_overs().ok().flatten()?, after, offset)
    }

    /// Whether so much is gone that a person has to say whether it is.
    pub(super) fn holds(&self, gone: i64, here: i64) -> bool {
        gone.saturating_mul(100) > here.saturating_mul(i64::from(self.hold_percent))
    }
}

fn occurs(
    pattern: &Cron,
    after: DateTime<Utc>,
    offset: chrono::FixedOffset,
) -> Option<DateTime<Utc>> {
    let local = after.with_timezone(&offset);
    let next = pattern.find_next_occurrence(&local, false).ok()?;
    Some(next.to_utc())
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
