use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Entries kept; the counts go on.
const KEPT: usize = 1_000;

/// One request that a sandbox answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, by the sandbox's clock.
    pub at: DateTime<Utc>,
    /// `GET`, `POST` …
    pub method: String,
    /// The path.
    pub path: String,
    /// The query, empty when there is none.
    pub query: String,
    /// The status answered.
    pub status: u16,
}

/// The requests a sandbox answered, `/_sandbox/` left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// All requests so far.
    pub total: u64,
    /// Requests by `METHOD path`.
    pub counts: BTreeMap<String, u64>,
    /// The latest entries, oldest first.
    pub entries: VecDeque<Entry>,
}

impl Journal {
    pub(super) fn add(&mut self, entry: Entry) {
        self.total += 1;
        let key = format!("{} {}", entry.method, entry.path);
        *self.counts.entry(key).or_default() += 1;
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }
}
