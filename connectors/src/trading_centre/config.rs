use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    egress::ChannelSettings,
    transport::{drop::DropConfig, exchange::ExchangeConfig},
};

/// Settings of the trading centre connector. The platform is public: there are no credentials.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TradingCentreConfig {
    /// The platform's address; paths are joined to it. Empty where records come otherwise.
    #[serde(default)]
    pub base_url: String,
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
    /// Lists tender notices.
    pub tenders: String,
    /// Lists award notices.
    pub awards: String,
    /// Lists contract notices.
    pub contracts: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            meta: "meta".into(),
            tenders: "v1/notices/tenders".into(),
            awards: "v1/notices/awards".into(),
            contracts: "v1/notices/contracts".into(),
        }
    }
}

/// What must be set is empty; shows which keys there are.
impl Default for TradingCentreConfig {
    fn default() -> Self {
        Self {
            drop: Some(DropConfig::default()),
            exchange: Some(ExchangeConfig::default()),
            ..Self::new("")
        }
    }
}

impl TradingCentreConfig {
    /// A configuration with defaults for everything but the address.
    #[must_use]
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
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
}

const fn default_page_size() -> u32 {
    200
}

/// Notices are entered by hand and published in batches, some of them a day late.
const fn default_overlap_seconds() -> u32 {
    86_400
}
