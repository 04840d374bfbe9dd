use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    Failure, Secret,
    egress::ChannelSettings,
    secret,
    transport::{drop::DropConfig, exchange::ExchangeConfig},
};

/// Settings of the data sharing connector.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSharingConfig {
    /// The gateway's address; paths are joined to it. Empty where records come otherwise.
    #[serde(default)]
    pub base_url: String,
    /// Who we are to the gateway (`x-tif-paasid`).
    #[serde(default)]
    pub paas_id: String,
    /// The token that was given with it. No settings file holds it.
    #[serde(skip)]
    pub token: Option<Secret>,
    /// The file that holds the token; `secret_file` in settings.
    #[serde(default, rename = "secret_file")]
    pub token_file: Option<PathBuf>,
    /// The id under which the catalogue was granted (`x-tif-serviceId`); without one it is asked for
    /// without the header.
    #[serde(default)]
    pub catalog_entries_service: Option<String>,
    /// That of connected systems.
    #[serde(default)]
    pub connections_service: Option<String>,
    /// That of requests and deliveries.
    #[serde(default)]
    pub deliveries_service: Option<String>,
    /// A mapping file to use instead of the shipped one.
    #[serde(default)]
    pub mapping_file: Option<PathBuf>,
    /// A layout file to use instead of the shipped one, for `drop` and `exchange`.
    #[serde(default)]
    pub layout_file: Option<PathBuf>,
    /// The folder that files are delivered to, where records come so.
    #[serde(default)]
    pub drop: Option<DropConfig>,
    /// The exchange database, where records come so.
    #[serde(default)]
    pub exchange: Option<ExchangeConfig>,
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
    /// Lists catalogue entries.
    pub catalog_entries: String,
    /// Lists connected systems.
    pub connections: String,
    /// Lists requests and deliveries.
    pub deliveries: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            meta: "meta".into(),
            catalog_entries: "v1/catalog/entries".into(),
            connections: "v1/connections".into(),
            deliveries: "v1/deliveries".into(),
        }
    }
}

/// What must be set is empty; shows which keys there are.
impl Default for DataSharingConfig {
    fn default() -> Self {
        Self {
            token: None,
            drop: Some(DropConfig::default()),
            exchange: Some(ExchangeConfig::default()),
            ..Self::new("", "", Secret::new(""))
        }
    }
}

impl DataSharingConfig {
    /// A configuration with defaults for everything but address and credentials.
    #[must_use]
    pub fn new(base_url: impl Into<String>, paas_id: impl Into<String>, token: Secret) -> Self {
        Self {
            base_url: base_url.into(),
            paas_id: paas_id.into(),
            token: Some(token),
            token_file: None,
            catalog_entries_service: None,
            connections_service: None,
            deliveries_service: None,
            mapping_file: None,
            layout_file: None,
            drop: None,
            exchange: None,
            page_size: default_page_size(),
            overlap_seconds: default_overlap_seconds(),
            http: ChannelSettings::default(),
            paths: Paths::default(),
        }
    }

    pub(super) fn resolve_token(&self) -> Result<Secret, Failure> {
        secret::resolve("secret", self.token.as_ref(), self.token_file.as_ref())
    }
}

const fn default_page_size() -> u32 {
    200
}

/// Departments enter what was agreed on paper some hours afterwards.
const fn default_overlap_seconds() -> u32 {
    3_600
}
