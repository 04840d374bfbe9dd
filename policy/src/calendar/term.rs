use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// In what a period is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Working days (工作日).
    Workdays,
    /// Calendar days.
    Days,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

/// A length of time as a text prints it: 10 working days, 3 months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Term {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Term {
    /// The corresponding day (对应日), clamped to the end of the month and never rolled; for
    /// working days, the day reached over Monday to Friday alone.
    ///
    /// Years beyond chrono's range saturate at its last day.
    #[must_use]
    pub fn corresponding_day(self, from: NaiveDate) -> NaiveDate {
        let reached = match self.unit {
            Unit::Months => from.checked_add_months(Months::new(self.amount)),
            Unit::Years => from.checked_add_months(Months::new(self.amount.saturating_mul(12))),
            Unit::Days => from.checked_add_days(Days::new(self.amount.into())),
            Unit::Workdays => {
                let weekdays = from
                    .iter_days()
                    .skip(1)
                    .filter(|day| day.weekday().num_days_from_monday() < 5);
                match self.amount {
                    0 => Some(from),
                    amount => weekdays.take(amount as usize).last(),
                }
            }
        };
        reached.unwrap_or(NaiveDate::MAX)
    }

    /// `10个工作日`.
    #[must_use]
    pub fn zh(self) -> String {
        let unit = match self.unit {
            Unit::Workdays => "个工作日",
            Unit::Days => "日",
            Unit::Months => "个月",
            Unit::Years => "年",
        };
        format!("{}{unit}", self.amount)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Workdays => "working day",
            Unit::Days => "day",
            Unit::Months => "month",
            Unit::Years => "year",
        };
        let plural = if self.amount == 1 { "" } else { "s" };
        write!(f, "{} {unit}{plural}", self.amount)
    }
}
