//! `[database]`.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// With less SQLite would read the upper pages of an index anew for each row.
const LEAST_CACHE_KIB: u32 = 64;

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite://PATH` or `postgres://…`.
    pub url: String,
    /// The largest number of connections of this process.
    pub max_connections: u32,
    /// How much of the file each connection keeps in memory, in KiB (SQLite): at least 64.
    pub sqlite_cache_kib: u32,
    /// How long a request waits for a connection.
    pub acquire_ms: u64,
    /// Whether `serve` brings the schema up to date before it listens.
    pub migrate_on_start: bool,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: "sqlite://shuniu.sqlite".to_owned(),
            max_connections: 16,
            sqlite_cache_kib: 8_192,
            acquire_ms: 5_000,
            migrate_on_start: true,
        }
    }
}

impl DatabaseConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let schemes = ["sqlite://", "postgres://", "postgresql://"];
        if !schemes.iter().any(|scheme| self.url.starts_with(scheme)) {
            let message = "must begin with sqlite:// or postgres://";
            return Err(ConfigError::value("database.url", message));
        }
        if self.max_connections == 0 {
            return Err(ConfigError::value(
                "database.max_connections",
                "must be at least 1",
            ));
        }
        if self.sqlite_cache_kib < LEAST_CACHE_KIB {
            return Err(ConfigError::value(
                "database.sqlite_cache_kib",
                format!("must be at least {LEAST_CACHE_KIB}"),
            ));
        }
        Ok(())
    }
}
