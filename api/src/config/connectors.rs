//! `[connectors]` and `[[connectors.instances]]`.

use std::{collections::BTreeSet, path::PathBuf};

use serde::{Deserialize, Serialize};
use shuniu_hub::connectors::asset_cloud::SignatureForm;

use super::ConfigError;

/// The outside systems and how they are reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConnectorsConfig {
    /// Whether addresses of private networks may be called.
    pub allow_private_networks: bool,
    /// Hosts that may be called besides those of the instances.
    pub allow_hosts: Vec<String>,
    /// How long a connection may take to be made.
    pub connect_ms: u64,
    /// How long a call may take.
    pub request_ms: u64,
    /// The largest answer that is read.
    pub max_answer_bytes: usize,
    /// One table per system and jurisdiction.
    pub instances: Vec<ConnectorInstance>,
}

impl Default for ConnectorsConfig {
    fn default() -> Self {
        Self {
            allow_private_networks: false,
            allow_hosts: Vec::new(),
            connect_ms: 5_000,
            request_ms: 30_000,
            max_answer_bytes: 16 << 20,
            instances: Vec::new(),
        }
    }
}

/// One outside system of one jurisdiction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectorInstance {
    /// A name of its own, such as `tinghu-approval`.
    pub id: String,
    /// The system, such as `investment_approval`.
    pub system: String,
    /// The region code of the jurisdiction it serves.
    pub jurisdiction: String,
    /// Where it answers.
    pub base_url: String,
    /// The mapping file, when the agency's interface differs from the contract.
    #[serde(default)]
    pub mapping_file: Option<PathBuf>,
    /// Who we are to the system (`rid`, `appCode`), where it wants to know.
    #[serde(default)]
    pub requester_id: Option<String>,
    /// The file that holds its secret.
    #[serde(default)]
    pub secret_file: Option<PathBuf>,
    /// The file that holds the cipher key shared with it, where bodies are encrypted.
    #[serde(default)]
    pub cipher_key_file: Option<PathBuf>,
    /// The public key that its answers are verified with, where they are signed.
    #[serde(default)]
    pub platform_public_key: Option<String>,
    /// The signer id that both sides put into SM2 signatures, when it is not the usual one.
    #[serde(default)]
    pub signer_id: Option<String>,
    /// How both sides write SM2 signatures, when not as r‖s.
    #[serde(default)]
    pub signature_form: Option<SignatureForm>,
    /// How often it is asked, when not as `sync.interval_s` says.
    #[serde(default)]
    pub interval_s: Option<u64>,
    /// Whether it takes part.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

impl ConnectorsConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let mut seen = BTreeSet::new();
        for (index, instance) in self.instances.iter().enumerate() {
            let fail = |key: &str, message: &str| {
                let key = format!("connectors.instances[{index}].{key}");
                Err(ConfigError::value(key, message))
            };
            if instance.id.is_empty() || !seen.insert(&instance.id) {
                return fail(
                    "id",
                    "must be there and must differ from those of other instances",
                );
            }
            let code = &instance.jurisdiction;
            if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
                return fail("jurisdiction", "must be a region code of six digits");
            }
            if !["http://", "https://"]
                .iter()
                .any(|s| instance.base_url.starts_with(s))
            {
                return fail("base_url", "must begin with https:// or http://");
            }
            if instance.interval_s == Some(0) {
                return fail("interval_s", "must be at least 1");
            }
        }
        Ok(())
    }
}
