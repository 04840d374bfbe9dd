//! `[documents]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use shuniu_hub::connectors::object_store::BucketConfig;

use super::ConfigError;

/// Where what documents hold is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentsConfig {
    /// Where contents are kept once they are complete.
    pub store: StoreKind,
    /// The folder of uploads that are not complete, and of contents kept on disk.
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
    /// The bucket, where `store` is `s3`.
    pub s3: BucketConfig,
}

/// Where contents are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreKind {
    /// In the folder.
    #[default]
    Disk,
    /// In a bucket of an S3-compatible store.
    S3,
}

impl Default for DocumentsConfig {
    fn default() -> Self {
        Self {
            store: StoreKind::Disk,
            folder: PathBuf::from("documents"),
            max_bytes: 200 << 20,
            chunk_ms: 30_000,
            upload_idle_hours: 48,
            unowned_hours: 48,
            sweep_interval_s: 3_600,
            s3: BucketConfig::default(),
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
        if let Some((key, _)) = zero.into_iter().find(|(_, zero)| *zero) {
            return Err(ConfigError::value(key, "must be at least 1"));
        }
        match self.store {
            StoreKind::Disk => Ok(()),
            StoreKind::S3 => self.check_bucket(),
        }
    }

    fn check_bucket(&self) -> Result<(), ConfigError> {
        let wrong = |(key, message)| ConfigError::value(format!("documents.s3.{key}"), message);
        self.s3.check().map_err(wrong)?;
        let largest = self.s3.largest();
        if self.max_bytes > largest {
            let message = format!("must be at most {largest}; raise `documents.s3.part_bytes`");
            return Err(ConfigError::value("documents.max_bytes", message));
        }
        Ok(())
    }
}
