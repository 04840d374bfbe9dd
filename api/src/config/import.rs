//! `[import]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// How ledgers that people hand in are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportConfig {
    /// A file of headings that the place gives its columns, beside those that are known.
    pub headings_file: Option<PathBuf>,
}
