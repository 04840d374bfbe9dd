use chrono::{DateTime, Utc};

use super::{Cursor, RecordError};

/// One record exactly as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRecord {
    /// The record's id in the outside system, unique in its stream.
    pub external_id: String,
    /// When the outside system last changed it.
    pub source_time: DateTime<Utc>,
    /// The JSON text, byte for byte.
    pub body: String,
}

/// A record whose id or time cannot be read, so that only its text can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableRecord {
    /// The JSON text, byte for byte.
    pub body: String,
    /// What is wrong with it.
    pub error: RecordError,
}

/// One page of a stream, in ascending (time, id) order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The records, without repeats of one version.
    pub records: Vec<RawRecord>,
    /// Records of the page that cannot even be named; they go to quarantine.
    pub unreadable: Vec<UnreadableRecord>,
    /// Where to go on; to be stored in the transaction that stores the page. After the last page
    /// it is a place to start the next run from, a little earlier than what was seen.
    pub next: Cursor,
    /// Whether this was the last page of the run. A run that never sees it has failed.
    pub complete: bool,
    /// Everything the system changed up to this instant has been delivered, counting the pages
    /// before this one. Absent when nothing is known yet.
    pub observed_through: Option<DateTime<Utc>>,
}
