//! Settings: file < environment < flag, every key documented in `deploy/shuniu.default.toml`.
//!
//! One file per section. An unknown key is refused with its name, line and nearest valid key; a
//! value of the wrong type or out of range with its key and line, or the variable that set it.

mod auth;
mod connectors;
mod database;
mod documents;
mod environment;
mod error;
mod import;
mod jurisdiction;
mod known;
mod ledger;
mod limits;
mod load;
mod log;
mod origin;
mod policy;
mod server;
mod sync;
mod system;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use auth::AuthConfig;
pub use connectors::{ConnectorInstance, ConnectorsConfig, InstanceHead};
pub use database::DatabaseConfig;
pub use documents::{DocumentsConfig, StoreKind};
pub use error::ConfigError;
pub use import::ImportConfig;
pub use jurisdiction::JurisdictionConfig;
pub use ledger::LedgerConfig;
pub use limits::{ImportLimits, IntrospectionLimits, LimitsConfig};
pub use load::{load, load_from};
pub use log::{LogConfig, LogFormat};
pub use origin::Origin;
pub use policy::PolicyConfig;
pub use server::{ServerConfig, ServerRole, StatusRules};
pub use sync::SyncConfig;
pub use system::{Connected, SYSTEMS, SystemKind};

/// The effective settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Listening and shutdown.
    pub server: ServerConfig,
    /// Where the data is.
    pub database: DatabaseConfig,
    /// Where what documents hold is kept.
    pub documents: DocumentsConfig,
    /// Whose tokens are accepted.
    pub auth: AuthConfig,
    /// Every limit on what callers may ask.
    pub limits: LimitsConfig,
    /// How the workers run.
    pub sync: SyncConfig,
    /// How ledgers that people hand in are read.
    pub import: ImportConfig,
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
    /// Where each value was set.
    #[serde(skip)]
    pub origin: Origin,
}

impl Config {
    /// Checks what types cannot: ranges and combinations.
    ///
    /// # Errors
    ///
    /// Fails with the first key whose value cannot work, and what would.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.ranges().map_err(|error| error.at(&self.origin))
    }

    fn ranges(&self) -> Result<(), ConfigError> {
        self.server.check()?;
        self.database.check()?;
        self.documents.check()?;
        self.auth.check()?;
        self.limits.check()?;
        self.sync.check()?;
        for (index, jurisdiction) in self.jurisdictions.iter().enumerate() {
            jurisdiction.check(index)?;
        }
        self.connectors.check()
    }

    /// Returns the settings for showing: those of instances in full, and secrets masked.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut config = self.clone();
        config.database.url = crate::secret::mask_url(&config.database.url);
        config.documents.s3.endpoint = crate::secret::mask_url(&config.documents.s3.endpoint);
        config.auth.keys = crate::secret::mask_url(&config.auth.keys);
        let mut instances = std::mem::take(&mut config.connectors.instances);
        for instance in &mut instances {
            let all = config
                .connectors
                .settings_of(instance, config.sync.page_records);
            let shown = SystemKind::of(&instance.system).map(|kind| (kind.shown)(all));
            if let Some(Ok(Value::Object(shown))) = shown.map(|shown| shown.map(without_nothing)) {
                instance.settings = shown;
                instance.settings.remove("base_url");
            }
            mask_urls(&mut instance.settings);
            instance.head.base_url = crate::secret::mask_url(&instance.base_url);
        }
        config.connectors.instances = instances;
        config
    }
}

/// TOML has no word for what is not set.
fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(table) => {
            let set = table.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                set.map(|(key, value)| (key, without_nothing(value)))
                    .collect(),
            )
        }
        other => other,
    }
}

/// A proxy's address may hold a password.
fn mask_urls(settings: &mut Map<String, Value>) {
    for value in settings.values_mut() {
        match value {
            Value::Object(inner) => mask_urls(inner),
            Value::String(text) if text.contains("://") => *text = crate::secret::mask_url(text),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
