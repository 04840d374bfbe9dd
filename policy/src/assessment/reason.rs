use chrono::NaiveDate;

use crate::{
    calendar::Term,
    facts::{Record, Source, Value},
    values::Period,
};

/// Which end of a window or duration a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Its beginning.
    Earliest,
    /// Its end.
    Latest,
}

/// One step of why something is owed, closed or derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A project attribute as recorded.
    Fact {
        /// Its name.
        name: String,
        /// Its value.
        value: Value,
    },
    /// A project attribute that is not recorded.
    UnknownFact {
        /// Its name.
        name: String,
    },
    /// A derived value.
    Derived {
        /// Its name.
        name: String,
        /// Its value; absent where the pack has no rule.
        value: Option<Value>,
    },
    /// An event or document that is there.
    Record(Box<Record>),
    /// An event or document that is not there.
    Absent {
        /// Event or document.
        source: Source,
        /// Its kind.
        kind: String,
        /// What it would have to be: attribute and permitted values.
        attributes: Vec<(String, Vec<Value>)>,
        /// The parts that no record at hand holds.
        parts: Vec<String>,
    },
    /// A report that is there.
    Report {
        /// Its kind.
        kind: String,
        /// The period it is for.
        period: Period,
        /// The day of submission.
        on: NaiveDate,
    },
    /// A report that is not there.
    ReportAbsent {
        /// Its kind.
        kind: String,
        /// The period it would be for, if one is meant.
        period: Option<Period>,
    },
    /// How a last day was counted: the first day does not count, rest days roll it (R6).
    Counted {
        /// The day of the event.
        from: NaiveDate,
        /// How long.
        term: Term,
        /// The day before rolling.
        unrolled: NaiveDate,
        /// The last day.
        day: NaiveDate,
    },
    /// A corresponding day that is not rolled (R7).
    Corresponding {
        /// The day of the event.
        from: NaiveDate,
        /// How long.
        term: Term,
        /// Which end it is.
        bound: Bound,
        /// The day.
        day: NaiveDate,
    },
    /// A calendar date the text prints (R10, R11).
    CalendarDay {
        /// The period it belongs to.
        period: Period,
        /// The day.
        day: NaiveDate,
    },
    /// The calendar does not reach far enough (R18).
    NoCalendar {
        /// The year that is missing.
        year: i32,
        /// The day without a calendar, shown as provisional.
        provisional: NaiveDate,
    },
    /// A letter in time moved the last day (R22).
    Extended {
        /// The day of the letter.
        on: NaiveDate,
        /// The new last day; absent when the letter states none.
        until: Option<NaiveDate>,
    },
    /// A recorded exception (R5).
    Exception {
        /// Who approved it.
        approved_by: String,
        /// When.
        on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// How a duty stands.
    Duty {
        /// The provision; absent for the one at hand.
        provision: Option<String>,
        /// The state asked for.
        state: &'static str,
        /// Whether it is in that state.
        holds: bool,
    },
    /// The number of changes decided or implemented (R25).
    Changes(usize),
    /// The record is not complete far enough.
    Unobserved {
        /// The kind of event, document or report.
        kind: String,
        /// The last day of the record.
        through: Option<NaiveDate>,
    },
    /// The project came in old; what lies before its attested day was not seen.
    Untracked {
        /// The attested day.
        since: NaiveDate,
    },
    /// A ruling that the provision is read by.
    Ruling(String),
}
