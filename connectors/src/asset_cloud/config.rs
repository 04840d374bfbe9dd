use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::software::{KeyText, SignatureForm};
use crate::{Failure, Secret, egress::ChannelSettings, secret};

/// Settings of the asset cloud connector.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetCloudConfig {
    /// The platform's address; paths are joined to it.
    pub base_url: String,
    /// Who we are to the platform (`appCode`).
    pub app_code: String,
    /// Our SM2 private key, 64 hex digits. No settings file holds it.
    #[serde(skip)]
    pub private_key: Option<Secret>,
    /// The file that holds it; `secret_file` in settings.
    #[serde(default, rename = "secret_file")]
    pub private_key_file: Option<PathBuf>,
    /// The platform's SM2 public key: 128 hex digits, or 130 with the leading `04`.
    pub platform_public_key: String,
    /// The SM4 key shared with the platform, 32 hex digits. No settings file holds it.
    #[serde(skip)]
    pub cipher_key: Option<Secret>,
    /// A file that holds it.
    #[serde(default)]
    pub cipher_key_file: Option<PathBuf>,
    /// The signer id that both sides put into signatures.
    #[serde(default = "default_signer_id")]
    pub signer_id: String,
    /// How both sides write signatures.
    #[serde(default)]
    pub signature_form: SignatureForm,
    /// A mapping file to use instead of the shipped one.
    #[serde(default)]
    pub mapping_file: Option<PathBuf>,
    /// Records asked for at once.
    #[serde(default = "default_page_size")]
    pub page_size: u32,
    /// How far before the last record each run starts, for records that arrive late.
    #[serde(default = "default_overlap_seconds")]
    pub overlap_seconds: u32,
    /// Transport and limits.
    #[serde(default)]
    pub http: ChannelSettings,
    /// Where the platform's services lie.
    #[serde(default)]
    pub paths: Paths,
}

/// Paths below the base address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Paths {
    /// Says which system this is.
    pub meta: String,
    /// Answers a sealed request, for the check.
    pub ping: String,
    /// Takes asset cards.
    pub cards: String,
    /// Says what became of a card that was handed over.
    pub query: String,
    /// Lists the cards it has received; empty where the platform lists none.
    pub received: String,
    /// Lists what became of cards.
    pub changes: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            meta: "meta".into(),
            ping: "v1/ping".into(),
            cards: "v1/cards".into(),
            query: "v1/cards/query".into(),
            received: "v1/cards/list".into(),
            changes: "v1/changes".into(),
        }
    }
}

/// What must be set is empty; shows which keys there are.
impl Default for AssetCloudConfig {
    fn default() -> Self {
        Self::new("", "", "")
    }
}

impl AssetCloudConfig {
    /// A configuration with defaults for everything but address, name and keys.
    #[must_use]
    pub fn new(
        base_url: impl Into<String>,
        app_code: impl Into<String>,
        platform_public_key: impl Into<String>,
    ) -> Self {
        Self {
            base_url: base_url.into(),
            app_code: app_code.into(),
            private_key: None,
            private_key_file: None,
            platform_public_key: platform_public_key.into(),
            cipher_key: None,
            cipher_key_file: None,
            signer_id: default_signer_id(),
            signature_form: SignatureForm::default(),
            mapping_file: None,
            page_size: default_page_size(),
            overlap_seconds: default_overlap_seconds(),
            http: ChannelSettings::default(),
            paths: Paths::default(),
        }
    }

    pub(super) fn keys(&self) -> Result<KeyText, Failure> {
        Ok(KeyText {
            private_key: secret::resolve(
                "secret",
                self.private_key.as_ref(),
                self.private_key_file.as_ref(),
            )?,
            peer_public_key: self.platform_public_key.clone(),
            cipher_key: secret::resolve(
                "cipher_key",
                self.cipher_key.as_ref(),
                self.cipher_key_file.as_ref(),
            )?,
            signer_id: self.signer_id.clone(),
            signature_form: self.signature_form,
        })
    }
}

/// The usual one of GM/T 0009.
fn default_signer_id() -> String {
    "1234567812345678".to_owned()
}

const fn default_page_size() -> u32 {
    200
}

/// Cards are entered by hand at the end of a day, some a day late.
const fn default_overlap_seconds() -> u32 {
    86_400
}
