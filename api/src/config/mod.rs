//! Settings: file < environment < flag, every key documented in `deploy/shuniu.default.toml`.
//!
//! One file per section. An unknown key is refused with its name, line and nearest valid key; a
//! value of the wrong type with its line; a value out of range by [`Config::check`].

mod auth;
mod connectors;
mod database;
mod environment;
mod error;
mod jurisdiction;
mod known;
mod ledger;
mod limits;
mod load;
mod log;
mod policy;
mod server;
mod sync;

use serde::{Deserialize, Serialize};

pub use auth::AuthConfig;
pub use connectors::{ConnectorInstance, ConnectorsConfig};
pub use database::DatabaseConfig;
pub use error::ConfigError;
pub use jurisdiction::JurisdictionConfig;
pub use ledger::LedgerConfig;
pub use limits::{IntrospectionLimits, LimitsConfig};
pub use load::{load, load_from};
pub use log::{LogConfig, LogFormat};
pub use policy::PolicyConfig;
pub use server::{ServerConfig, ServerRole, StatusRules};
pub use sync::SyncConfig;

/// The effective settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Listening and shutdown.
    pub server: ServerConfig,
    /// Where the data is.
    pub database: DatabaseConfig,
    /// Whose tokens are accepted.
    pub auth: AuthConfig,
    /// Every limit on what callers may ask.
    pub limits: LimitsConfig,
    /// How the workers run.
    pub sync: SyncConfig,
    /// The outside systems.
    pub connectors: ConnectorsConfig,
    /// The law packs.
    pub policy: PolicyConfig,
    /// The ledger's signature.
    pub ledger: LedgerConfig,
    /// The places whose law is applied.
    pub jurisdictions: Vec<JurisdictionConfig>,
    /// What is logged and how.
    pub log: LogConfig,
}

impl Config {
    /// Checks what types cannot: ranges and combinations.
    ///
    /// # Errors
    ///
    /// Fails with the first key whose value cannot work, and what would.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.server.check()?;
        self.database.check()?;
        self.auth.check()?;
        self.limits.check()?;
        self.sync.check()?;
        for (index, jurisdiction) in self.jurisdictions.iter().enumerate() {
            jurisdiction.check(index)?;
        }
        self.connectors.check()
    }

    /// Returns the settings for showing, with secrets masked.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut config = self.clone();
        config.database.url = crate::secret::mask_url(&config.database.url);
        config.auth.keys = crate::secret::mask_url(&config.auth.keys);
        for instance in &mut config.connectors.instances {
            instance.base_url = crate::secret::mask_url(&instance.base_url);
        }
        config
    }
}

#[cfg(test)]
mod tests;
