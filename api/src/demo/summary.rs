use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Serialize;
use shuniu_hub::sync::Counts;

/// What a demo came to, for scripts (`--json`).
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Its folder.
    pub folder: PathBuf,
    /// The pinned day.
    pub today: NaiveDate,
    /// Whether the folder was new.
    pub fresh: bool,
    /// Projects in the hub before this run's sync.
    pub projects_before: u64,
    /// Projects in the hub.
    pub projects: u64,
    /// What came in from each stream of each system, in this run.
    pub arrivals: Vec<Arrival>,
    /// Milliseconds that the sync took.
    pub sync_ms: u64,
    /// Attributes and papers that people's files hold, whether entered now or before.
    pub attested: u64,
    /// Projects whose file people entered.
    pub attested_projects: u64,
    /// Milliseconds that entering took.
    pub attest_ms: u64,
    /// What was handed over to outside systems in this run.
    pub handed_over: HandedOver,
    /// Payments in the ledgers that people handed in, whether taken in now or before.
    pub payments: u64,
    /// Duties that are overdue.
    pub overdue: u64,
    /// Duties with a broken limit that nothing can cure.
    pub breached: u64,
    /// Gates that a provision closes.
    pub blocked: u64,
    /// Records that wait for a person to name their project.
    pub review: u64,
    /// Records that were set aside.
    pub quarantine: u64,
    /// Fields on which sources disagree and that wait for a person.
    pub discrepancies: u64,
    /// Entries of all ledgers.
    pub ledger_entries: i64,
    /// Whether every ledger holds.
    pub ledger_holds: bool,
    /// Whether each shown query was answered without an error.
    pub queries_answered: Vec<bool>,
}

/// How deliveries to outside systems ended.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct HandedOver {
    /// Taken in and accepted, with a receipt.
    pub accepted: u64,
    /// Taken in; the decision is still to come.
    pub waiting: u64,
    /// Turned down.
    pub rejected: u64,
}

/// What came in from one stream.
#[derive(Clone, Debug, Serialize)]
pub struct Arrival {
    /// Region code.
    pub region: String,
    /// System.
    pub system: String,
    /// Stream.
    pub stream: String,
    /// What became of its records.
    pub counts: Counts,
}
