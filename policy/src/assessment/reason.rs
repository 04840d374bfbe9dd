use std::ops::Not;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Departure, Term},
    condition::{Compare, DutyState},
    facts::{Record, Source, Value},
    values::Period,
};

/// Which end of a window or duration a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Its beginning.
    Earliest,
    /// Its end.
    Latest,
}

/// A length of time and the day it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// How long.
    pub term: Term,
    /// The day on which it is over; never rolled (R7).
    pub day: NaiveDate,
}

/// A state that lasted and broke a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lasted {
    /// The day it began.
    pub from: NaiveDate,
    /// The kind of record that ended it.
    pub ended_by: String,
    /// The day it ended.
    pub on: NaiveDate,
    /// The limit that it broke.
    pub limit: Limit,
    /// Which limit that is: it ended before its minimum, or after its maximum.
    pub bound: Bound,
    /// Another run may still be long enough (R20).
    #[serde(default, skip_serializing_if = "Not::not")]
    pub curable: bool,
}

/// Why a period of a recurring duty is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// The period.
    pub period: Period,
    /// What the periods begin with, and its day; absent where nothing begins them, or it came
    /// after the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<(String, NaiveDate)>,
    /// What the periods end with, and its day if it has happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<(String, Option<NaiveDate>)>,
}

/// A number that the law compares an attribute with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Against {
    /// How it stands to the attribute: the attribute is more, less and so on.
    pub compare: Compare,
    /// The number.
    pub than: Value,
}

/// Since when something stands that no event starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// The first event on record.
    FirstRecord,
    /// The attested day of a project that came in old, or the day on which the record of an
    /// institution begins.
    Attested,
    /// Nothing is on record yet.
    Nothing,
}

/// A ruling, as far as it speaks to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruled {
    /// Its number, such as `R6`.
    pub id: String,
    /// Which of its sayable parts speak, by their places; none where it has no parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<usize>,
}

/// One step of why something is owed, closed or derived.
///
/// It is stored as it is serialised, `{"ruling": "R6"}`, by one version and read by the next: a tag
/// or field that has been written keeps its name and meaning, and what is added is optional. A field
/// that is not known is refused: a sentence without it could say something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Reason {
    /// A project attribute as recorded.
    Fact {
        /// Its name.
        name: String,
        /// Its value.
        value: Value,
        /// The number that the law compares it with, where that decided.
        #[serde(skip_serializing_if = "Option::is_none")]
        against: Option<Against>,
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
        #[serde(skip_serializing_if = "Option::is_none")]
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
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attributes: Vec<(String, Vec<Value>)>,
        /// The parts that no record at hand holds.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        parts: Vec<String>,
        /// What is at hand but for those parts, the latest; absent where nothing is.
        #[serde(skip_serializing_if = "Option::is_none")]
        found: Option<Box<Record>>,
        /// The file may have left it out: it was not seen, which is not to say that it is not.
        #[serde(default, skip_serializing_if = "Not::not")]
        unseen: bool,
    },
    /// An event or document that came before the first day on which it performs something.
    TooEarly {
        /// The record.
        record: Box<Record>,
        /// The first day on which it counts.
        from: NaiveDate,
    },
    /// A panel that is not what the law asks for.
    Panel {
        /// The event of forming it, with its size.
        record: Box<Record>,
        /// How many members it has to have.
        at_least: i64,
        /// Their number has to be odd.
        #[serde(default, skip_serializing_if = "Not::not")]
        odd: bool,
        /// Whether all of them have to be from outside.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        external: Option<bool>,
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
        #[serde(skip_serializing_if = "Option::is_none")]
        period: Option<Period>,
        /// The file may have left it out.
        #[serde(default, skip_serializing_if = "Not::not")]
        unseen: bool,
    },
    /// Several things of which any would do, and none is there.
    NoneOf(Vec<Reason>),
    /// What another file of the same unit holds.
    Elsewhere(Vec<Reason>),
    /// No event starts it: it stands from the beginning.
    Standing {
        /// The day from which on.
        on: NaiveDate,
        /// What begins then.
        since: Since,
    },
    /// The rule by which a classification was decided.
    Decided {
        /// The classification.
        name: String,
        /// The place of the rule in its list; absent where none of them holds.
        #[serde(skip_serializing_if = "Option::is_none")]
        rule: Option<usize>,
    },
    /// What starts the time of a provision has not happened.
    NotStarted {
        /// The provision.
        provision: String,
        /// The file may have left it out.
        #[serde(default, skip_serializing_if = "Not::not")]
        unseen: bool,
    },
    /// How a last day was counted: the first day does not count, rest days extend it (R6).
    Counted {
        /// The day of the event.
        from: NaiveDate,
        /// How long.
        term: Term,
        /// The day before rolling.
        unrolled: NaiveDate,
        /// The last day.
        day: NaiveDate,
        /// The days on the way that are no ordinary rest days or working days.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        departures: Vec<Departure>,
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
    /// Between which days a state may end; neither is rolled (R7).
    Limits {
        /// The day it began.
        from: NaiveDate,
        /// Its minimum.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<Limit>,
        /// Its maximum.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<Limit>,
        /// The days of earlier runs that the maximum counts (R20, 东至).
        #[serde(default, skip_serializing_if = "is_none")]
        used: u64,
    },
    /// A state that ended too early or too late.
    Lasted(Box<Lasted>),
    /// A state that began and has not reached its minimum.
    NotYet {
        /// The kind of record that began it, where one did.
        #[serde(skip_serializing_if = "Option::is_none")]
        began_with: Option<String>,
        /// The day it began.
        from: NaiveDate,
        /// Its minimum.
        limit: Limit,
    },
    /// A state that has lasted longer than its minimum.
    Past {
        /// The kind of record that began it, where one did.
        began_with: Option<String>,
        /// The day it began.
        from: NaiveDate,
        /// Its minimum.
        limit: Limit,
    },
    /// What a provision does to a step, as its duty stands.
    Step {
        /// The step.
        gate: String,
        /// Whether it closes it.
        #[serde(default, skip_serializing_if = "Not::not")]
        closed: bool,
    },
    /// Why a period is owed.
    Instance(Box<Instance>),
    /// Calendar dates that the text prints (R10) or names in other words (R11).
    CalendarDay {
        /// The period it belongs to.
        period: Period,
        /// The first day, where the text prints a window.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<NaiveDate>,
        /// The last day.
        day: NaiveDate,
        /// The ruling that reads the words of the text as these days; absent where it prints them.
        read_by: Option<String>,
    },
    /// The text names no time from which a last day could be counted, nor one as 及时 does (R4).
    NoTime {
        /// It names the period, but no day for it.
        #[serde(default, skip_serializing_if = "Not::not")]
        periodic: bool,
    },
    /// It was there before its time began, and counts as done when that did.
    DoneBefore {
        /// The day on which its time began.
        on: NaiveDate,
        /// The day on which it was done.
        done: NaiveDate,
    },
    /// What the text says follows where it is not done in time.
    Missed {
        /// The provision.
        provision: String,
    },
    /// The calendar does not reach far enough (R18).
    NoCalendar {
        /// The year that is missing.
        year: i32,
        /// The day without a calendar, shown as provisional.
        provisional: NaiveDate,
        /// The day of the event.
        from: NaiveDate,
        /// How long.
        term: Term,
    },
    /// The regional calendar does not reach far enough; the national one was used (R18).
    NoRegionalCalendar {
        /// The year that is missing.
        year: i32,
    },
    /// A letter in time moved the last day (R22).
    Extended {
        /// The day of the letter.
        on: NaiveDate,
        /// The new last day; absent when the letter states none.
        #[serde(skip_serializing_if = "Option::is_none")]
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
        #[serde(skip_serializing_if = "Option::is_none")]
        provision: Option<String>,
        /// It has a last or first day, so that one may speak of its time.
        #[serde(default, skip_serializing_if = "Not::not")]
        timed: bool,
        /// The state asked for.
        state: DutyState,
        /// Whether it is in that state; absent where that cannot be told.
        #[serde(skip_serializing_if = "Option::is_none")]
        holds: Option<bool>,
    },
    /// The number of changes decided or implemented (R25).
    Changes(usize),
    /// The record is not complete far enough.
    Unobserved {
        /// The kind of event, document or report.
        kind: String,
        /// The last day of the record.
        #[serde(skip_serializing_if = "Option::is_none")]
        through: Option<NaiveDate>,
    },
    /// The project came in old; what lies before its attested day was not seen.
    Untracked {
        /// The attested day.
        since: NaiveDate,
        /// The kind of record that was not seen; absent where others name it.
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
    },
    /// A ruling that the provision is read by.
    Ruling(Ruled),
}

fn is_none(days: &u64) -> bool {
    *days == 0
}
