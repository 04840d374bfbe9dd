use std::fmt;

use chrono::NaiveDate;

/// How an obligation stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It applies, and what starts it has not happened.
    NotDue,
    /// It runs and is not late.
    Pending,
    /// The last day is over, and it can still be done.
    Overdue,
    /// Done in time.
    Fulfilled,
    /// Done after the last day.
    FulfilledLate,
    /// A limit was exceeded and cannot be cured.
    Breached,
    /// It cannot be told from what is recorded.
    Undetermined,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::NotDue,
        Self::Pending,
        Self::Overdue,
        Self::Fulfilled,
        Self::FulfilledLate,
        Self::Breached,
        Self::Undetermined,
    ];

    /// The word used in scenarios.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::Pending => "pending",
            Self::Overdue => "overdue",
            Self::Fulfilled => "fulfilled",
            Self::FulfilledLate => "fulfilled_late",
            Self::Breached => "breached",
            Self::Undetermined => "undetermined",
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::NotDue => "未触发",
            Self::Pending => "进行中",
            Self::Overdue => "逾期",
            Self::Fulfilled => "已履行",
            Self::FulfilledLate => "逾期履行",
            Self::Breached => "违反",
            Self::Undetermined => "无法确定",
        }
    }

    /// Reads the word of [`Status::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The days of an obligation: all that its status rests on, each a column of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// A fact, a day or the file of an old project is missing, so nothing can be told.
    pub undetermined: bool,
    /// The day its clock started.
    pub triggered_on: Option<NaiveDate>,
    /// The first day on which it can be done, or on which a minimum is reached. Never rolled.
    pub earliest_on: Option<NaiveDate>,
    /// The last permitted day of a deadline.
    pub due_on: Option<NaiveDate>,
    /// The last day of a window or of a maximum duration, where the text lets it be claimed.
    pub latest_on: Option<NaiveDate>,
    /// The day after which it is late or breached, claimed or not; absent: never late (R4).
    pub last_on: Option<NaiveDate>,
    /// The day it was done. For a duration that elapses by itself it may lie ahead.
    pub fulfilled_on: Option<NaiveDate>,
    /// The record of what would fulfil it is complete through this day only; absent: no limit.
    pub observed_through: Option<NaiveDate>,
    /// Passing `last_on` cannot be cured.
    pub incurable: bool,
    /// `last_on` was reached without a calendar (R18).
    pub provisional: bool,
}

/// The one definition of status. As SQL:
///
/// ```sql
/// CASE WHEN undetermined THEN 'undetermined'
///      WHEN triggered_on IS NULL OR triggered_on > :today THEN 'not_due'
///      WHEN fulfilled_on <= :today AND (last_on IS NULL OR fulfilled_on <= last_on) THEN 'fulfilled'
///      WHEN last_on IS NULL OR last_on >= :today THEN 'pending'
///      WHEN provisional THEN 'undetermined'
///      WHEN fulfilled_on <= :today THEN CASE WHEN incurable THEN 'breached' ELSE 'fulfilled_late' END
///      WHEN observed_through < last_on THEN 'undetermined'
///      WHEN incurable THEN 'breached' ELSE 'overdue' END
/// ```
#[must_use]
pub fn status(days: &Days, today: NaiveDate) -> Status {
    let done = days.fulfilled_on.filter(|day| *day <= today);
    if days.undetermined {
        return Status::Undetermined;
    }
    if days.triggered_on.is_none_or(|day| day > today) {
        return Status::NotDue;
    }
    let Some(last) = days.last_on else {
        return if done.is_some() {
            Status::Fulfilled
        } else {
            Status::Pending
        };
    };
    match done {
        Some(day) if day <= last => Status::Fulfilled,
        _ if last >= today => Status::Pending,
        _ if days.provisional => Status::Undetermined,
        Some(_) if days.incurable => Status::Breached,
        Some(_) => Status::FulfilledLate,
        None if days.observed_through.is_some_and(|day| day < last) => Status::Undetermined,
        None if days.incurable => Status::Breached,
        None => Status::Overdue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 3, day)
    }

    fn running() -> Days {
        Days {
            triggered_on: day(1),
            due_on: day(10),
            last_on: day(10),
            ..Days::default()
        }
    }

    fn on(days: &Days, today: u32) -> Status {
        status(days, day(today).unwrap())
    }

    #[test]
    fn the_last_day_is_in_time_and_the_next_is_not() {
        assert_eq!(on(&running(), 10), Status::Pending);
        assert_eq!(on(&running(), 11), Status::Overdue);
        let mut done = running();
        done.fulfilled_on = day(10);
        assert_eq!(on(&done, 9), Status::Pending);
        assert_eq!(on(&done, 20), Status::Fulfilled);
        done.fulfilled_on = day(11);
        assert_eq!(on(&done, 20), Status::FulfilledLate);
        done.incurable = true;
        assert_eq!(on(&done, 20), Status::Breached);
    }

    #[test]
    fn what_was_not_observed_is_never_overdue() {
        let mut days = running();
        days.observed_through = day(9);
        assert_eq!(on(&days, 10), Status::Pending);
        assert_eq!(on(&days, 11), Status::Undetermined);
        days.observed_through = day(10);
        assert_eq!(on(&days, 12), Status::Overdue);
        days.provisional = true;
        assert_eq!(on(&days, 12), Status::Undetermined);
    }

    #[test]
    fn without_a_last_day_nothing_is_ever_late() {
        let mut days = Days::default();
        assert_eq!(on(&days, 5), Status::NotDue);
        days.triggered_on = day(1);
        assert_eq!(on(&days, 31), Status::Pending);
    }
}
