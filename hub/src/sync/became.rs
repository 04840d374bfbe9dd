use serde::{Deserialize, Serialize};
use shuniu_connectors::contract::{Reason, RecordError};
use uuid::Uuid;

use super::flood::Tide;
use super::merge::Noted;
use super::reasons::Reasons;
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
        /// What whoever hands it in should know.
        noted: Vec<Noted>,
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

/// What became of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Landing {
    /// In numbers.
    pub(super) counts: Counts,
    /// Each record, in the order of the page.
    pub(super) became: Vec<Became>,
    /// Why records were set aside.
    #[serde(default)]
    pub(super) reasons: Reasons,
    /// What the next page of the run is judged with.
    #[serde(default)]
    pub(super) tide: Tide,
    /// Whether it proved that a flood is over.
    #[serde(default)]
    pub(super) flood_is_over: bool,
}
