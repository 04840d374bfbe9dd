//! `[documents]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Where what documents hold is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentsConfig {
    /// The folder of contents and of uploads that are not complete.
    pub folder: PathBuf,
    /// The largest content of a document.
    pub max_bytes: u64,
    /// How long a part of a body may keep an upload waiting.
    pub chunk_ms: u64,
    /// How long an upload that does not go on is kept.
    pub upload_idle_hours: u32,
    /// How long bytes are kept that no document holds.
    pub unowned_hours: u32,
    /// How often what is too old is looked for.
    pub sweep_interval_s: u64,
}

impl Default for DocumentsConfig {
    fn default() -> Self {
        Self {
            folder: PathBuf::from("documents"),
            max_bytes: 200 << 20,
            chunk_ms: 30_000,
            upload_idle_hours: 48,
            unowned_hours: 48,
            sweep_interval_s: 3_600,
        }
    }
}

impl DocumentsConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let zero = [
            ("documents.max_bytes", self.max_bytes == 0),
            ("documents.chunk_ms", self.chunk_ms == 0),
            ("documents.upload_idle_hours", self.upload_idle_hours == 0),
            ("documents.unowned_hours", self.unowned_hours == 0),
            ("documents.sweep_interval_s", self.sweep_interval_s == 0),
        ];
        match zero.into_iter().find(|(_, zero)| *zero) {
            Some((key, _)) => Err(ConfigError::value(key, "must be at least 1")),
            None => Ok(()),
        }
    }
}
