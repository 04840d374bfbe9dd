//! `[sync]`.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// How the workers run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SyncConfig {
    /// How often each outside system is asked, unless its instance says otherwise.
    pub interval_s: u64,
    /// The number of records in one page, which is one transaction.
    pub page_records: u32,
    /// How often due reassessments are looked for.
    pub reassess_interval_s: u64,
    /// How often what is due to outside systems is handed over.
    pub deliver_interval_s: u64,
}

impl Default for SyncConfig {
    fn default() -> Self {
        Self {
            interval_s: 300,
            page_records: 50,
            reassess_interval_s: 60,
            deliver_interval_s: 15,
        }
    }
}

/// The most records of a page, which is one transaction.
pub(super) const PAGE_AT_MOST: u32 = 5_000;

impl SyncConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let zero = [
            ("sync.interval_s", self.interval_s == 0),
            ("sync.page_records", self.page_records == 0),
            ("sync.reassess_interval_s", self.reassess_interval_s == 0),
            ("sync.deliver_interval_s", self.deliver_interval_s == 0),
        ];
        match zero.into_iter().find(|(_, zero)| *zero) {
            Some((key, _)) => Err(ConfigError::value(key, "must be at least 1")),
            None if self.page_records > PAGE_AT_MOST => {
                let message = format!("must be at most {PAGE_AT_MOST}");
                Err(ConfigError::value("sync.page_records", message))
            }
            None => Ok(()),
        }
    }
}
