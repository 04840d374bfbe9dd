use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A month, quarter or year for which something is reported: `2025-07`, `2025-Q3`, `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// A calendar year.
    Year(i32),
    /// A quarter of a year, 1 to 4.
    Quarter(i32, u32),
    /// A month of a year, 1 to 12.
    Month(i32, u32),
}

/// The length of a [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

/// The text names no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("period {0:?} is none of 2025-07 (month), 2025-Q3 (quarter), 2026 (year)")]
pub struct PeriodError(String);

impl Period {
    /// The period of the given kind that holds the day.
    #[must_use]
    pub fn containing(kind: PeriodKind, day: NaiveDate) -> Self {
        match kind {
            PeriodKind::Month => Self::Month(day.year(), day.month()),
            PeriodKind::Quarter => Self::Quarter(day.year(), (day.month() - 1) / 3 + 1),
            PeriodKind::Year => Self::Year(day.year()),
        }
    }

    /// Whether it is a month, a quarter or a year.
    #[must_use]
    pub fn kind(self) -> PeriodKind {
        match self {
            Self::Month(..) => PeriodKind::Month,
            Self::Quarter(..) => PeriodKind::Quarter,
            Self::Year(_) => PeriodKind::Year,
        }
    }

    /// The period after this one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Month(year, 12) => Self::Month(year + 1, 1),
            Self::Month(year, month) => Self::Month(year, month + 1),
            Self::Quarter(year, 4) => Self::Quarter(year + 1, 1),
            Self::Quarter(year, quarter) => Self::Quarter(year, quarter + 1),
            Self::Year(year) => Self::Year(year + 1),
        }
    }

    /// The first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let (year, month) = match self {
            Self::Month(year, month) => (year, month),
            Self::Quarter(year, quarter) => (year, quarter * 3 - 2),
            Self::Year(year) => (year, 1),
        };
        NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MAX)
    }

    /// The last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().unwrap_or(NaiveDate::MAX)
    }
}

impl FromStr for Period {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || PeriodError(text.to_owned());
        let number = |digits: &str, length: usize| -> Option<u32> {
            let plain = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
            if plain { digits.parse().ok() } else { None }
        };
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        let year = number(year, 4)
            .and_then(|y| i32::try_from(y).ok())
            .ok_or_else(error)?;
        let period = match rest {
            None => Some(Self::Year(year)),
            Some(rest) => match rest.strip_prefix('Q') {
                Some(quarter) => number(quarter, 1)
                    .filter(|q| (1..=4).contains(q))
                    .map(|quarter| Self::Quarter(year, quarter)),
                None => number(rest, 2)
                    .filter(|m| (1..=12).contains(m))
                    .map(|month| Self::Month(year, month)),
            },
        };
        period.ok_or_else(error)
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_period_reads_back() {
        for text in ["2025-07", "2025-Q3", "2026"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in [
            "2025-13", "2025-Q5", "25", "2025-7", "2025-Q", "2025/07", "",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_knows_its_days_and_its_successor() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let quarter = Period::containing(PeriodKind::Quarter, day(2025, 12, 3));
        assert_eq!(
            (quarter.first_day(), quarter.last_day()),
            (day(2025, 10, 1), day(2025, 12, 31))
        );
        assert_eq!(quarter.next().to_string(), "2026-Q1");
        assert_eq!(
            "2024-02".parse::<Period>().unwrap().last_day(),
            day(2024, 2, 29)
        );
    }
}
