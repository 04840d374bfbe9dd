//! `[policy]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The law packs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyConfig {
    /// A folder of packs beside those that are built in.
    pub packs_dir: Option<PathBuf>,
    /// A folder of calendars: years that take the place of the built-in ones, and further ones.
    pub calendars_dir: Option<PathBuf>,
}
