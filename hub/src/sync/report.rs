use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shuniu_connectors::Failure;

use super::became::Became;
use super::delayed::WaitingFor;
use super::flood::Flood;
use super::reasons::Reasons;
use crate::fault::Fault;

/// What a run, or a page of it, did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records received.
    pub received: i64,
    /// Records already known.
    pub unchanged: i64,
    /// Records merged into a project.
    pub merged: i64,
    /// Records that wait for a person to name their project.
    pub unmatched: i64,
    /// Records set aside because they could not be understood.
    pub quarantined: i64,
    /// Records of state-secret projects, refused and dropped.
    pub refused: i64,
}

impl Counts {
    /// Counts others on top.
    pub fn add(&mut self, page: Self) {
        self.received += page.received;
        self.unchanged += page.unchanged;
        self.merged += page.merged;
        self.unmatched += page.unmatched;
        self.quarantined += page.quarantined;
        self.refused += page.refused;
    }
}

/// What became of a run over one stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// Name of the system.
    pub system: String,
    /// What was read.
    pub stream: String,
    /// Pages committed.
    pub pages: i64,
    /// What they held.
    pub counts: Counts,
    /// Why records of them were set aside.
    #[serde(skip)]
    pub reasons: Reasons,
}

/// Why a run ended early. What was committed before stays.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// Another worker reads the stream.
    #[error(
        "{system} {stream} is being read by another worker; it lapses by itself within five minutes"
    )]
    Busy {
        /// Name of the system.
        system: String,
        /// The stream.
        stream: String,
    },
    /// It was stopped after a page.
    #[error("{system} {stream} was stopped: {stop}; the next run goes on behind the last page")]
    Interrupted {
        /// Name of the system.
        system: String,
        /// The stream.
        stream: String,
        /// Why.
        stop: Stop,
    },
    /// It may not be called now.
    #[error("{system} is not read now: {stop}")]
    NotNow {
        /// Name of the system.
        system: String,
        /// Why.
        stop: Stop,
    },
    /// So much of a page could not be understood that nothing of it was kept.
    #[error("{system} {stream}: {flood}")]
    Flooded {
        /// Name of the system.
        system: String,
        /// The stream.
        stream: String,
        /// How much, and what was wrong with the first.
        flood: Box<Flood>,
    },
    /// The outside system failed.
    #[error("{system} {stream}: {failure}")]
    Outside {
        /// Name of the system.
        system: String,
        /// The stream.
        stream: String,
        /// What it said.
        failure: Failure,
    },
    /// The hub failed.
    #[error(transparent)]
    Inside(#[from] Fault),
}

/// Why a run goes no further, or does not begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// Whoever runs it stops, as a server does that shuts down.
    #[error("it was asked to stop")]
    Asked,
    /// A walk through the whole stream lets what is new go first.
    #[error("the increment of the stream is due and goes first")]
    GivesWay,
    /// Most of what the stream brings cannot be understood.
    #[error("most of its records cannot be understood; it is read on trial first")]
    Flooded,
    /// Somebody paused the system.
    #[error("{by} paused it: {reason}; `resumeConnector` has it go on")]
    Paused {
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// Its hours are over.
    #[error("its hours are over; they begin again at {}", until.format("%Y-%m-%d %H:%M UTC"))]
    Closed {
        /// When they begin again.
        until: DateTime<Utc>,
    },
}

/// Is told of each page, and of what a page waits for. Must return at once.
pub trait Progress: Send + Sync {
    /// A page was committed.
    fn page(&self, system: &str, stream: &str, so_far: &Counts);

    /// The run waits within a request, for a second or longer.
    fn waits(&self, _system: &str, _stream: &str, _waiting_for: &WaitingFor) {}

    /// What became of the records of that page, in their order.
    fn landed(&self, _became: Vec<Became>) {}

    /// Whether the run is to stop; asked after each page that is not the last.
    fn stops(&self) -> bool {
        false
    }
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn page(&self, _: &str, _: &str, _: &Counts) {}
}
