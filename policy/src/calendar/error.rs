use chrono::NaiveDate;

/// A date fell into a year for which no base calendar is loaded (R18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("calendar not loaded for {year}")]
pub struct NotLoaded {
    /// The year that is missing.
    pub year: i32,
    /// The day reached without a calendar: unrolled, or counted over Monday to Friday. It is
    /// provisional and must be shown as such.
    pub provisional: NaiveDate,
}

/// Why calendars cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A row that is not `date,kind,name`.
    #[error("calendar {calendar} line {line}: {what}")]
    Row {
        /// The calendar's id.
        calendar: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with the row.
        what: String,
    },
    /// A calendar nobody added.
    #[error("calendar `{name}` is not loaded; loaded are {loaded}")]
    Unknown {
        /// The id asked for.
        name: String,
        /// The ids that are there.
        loaded: String,
    },
    /// A folder or file that cannot be read.
    #[error("reading {path}: {problem}")]
    Io {
        /// What was to be read.
        path: String,
        /// Why it could not be.
        problem: String,
    },
    /// An empty list of calendars.
    #[error("no calendar is named; at least the base calendar is needed")]
    None,
}
