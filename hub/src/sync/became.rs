use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shuniu_connectors::contract::{Reason, RecordError};
use uuid::Uuid;

use super::report::Counts;

/// What became of one record of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// It went into the file of this project.
    Merged {
        /// The project.
        project: Uuid,
        /// Whether the record entered the project.
        entered: bool,
        /// What a person may want to look at.
        notices: Vec<Notice>,
    },
    /// It says what it said before, and is where that is.
    Unchanged(Option<Uuid>),
    /// It waits for a person to name its project.
    Waits(Reason),
    /// It says what it said before, and still waits for a person.
    StillWaits,
    /// Another source has it on record otherwise; it is set aside.
    Differs(RecordError),
    /// It was not understood, and is set aside; or it was before, for whatever reason.
    SetAside,
    /// It is of a state-secret project, and was dropped.
    Refused,
}

/// What a person may want to look at in a record that was merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// This source has a payment on record that may be the same, where nothing names one of both.
    MayBeOnRecord(String),
    /// It entered a project, although its unit has projects of these names, which are much like it.
    LikeName(Vec<String>),
    /// An earlier version of it told of an event that it no longer tells of, and that stands.
    StillOnRecord {
        /// The kind of event.
        event: String,
        /// Its day.
        on: NaiveDate,
    },
}

/// What became of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Landing {
    /// In numbers.
    pub(super) counts: Counts,
    /// Each record, in the order of the page.
    pub(super) became: Vec<Became>,
}
