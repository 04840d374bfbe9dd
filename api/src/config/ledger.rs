//! `[ledger]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The ledger's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LedgerConfig {
    /// The file of the SM2 key that signs the heads; made when it does not exist.
    pub key_file: PathBuf,
}

impl Default for LedgerConfig {
    fn default() -> Self {
        Self {
            key_file: PathBuf::from("ledger.key"),
        }
    }
}
