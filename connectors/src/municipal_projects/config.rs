use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    Failure, Secret,
    egress::ChannelSettings,
    secret,
    transport::{drop::DropConfig, exchange::ExchangeConfig},
};

/// Settings of the municipal project system's connector.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MunicipalProjectsConfig {
    /// The system's address; paths are joined to it. Empty where records come otherwise.
    #[serde(default)]
    pub base_url: String,
    /// Our client id, given by the system. Empty where records come otherwise.
    #[serde(default)]
    pub client_id: String,
    /// The client secret that fetches the access token. No settings file holds it.
    #[serde(skip)]
    pub client_secret: Option<Secret>,
    /// The file that holds the client secret; `secret_file` in settings.
    #[serde(default, rename = "secret_file")]
    pub client_secret_file: Option<PathBuf>,
    /// A mapping file to use instead of the shipped one.
    #[serde(default)]
    pub mapping_file: Option<PathBuf>,
    /// A layout file to use instead of the shipped one, for `drop` and `exchange`.
    #[serde(default)]
    pub layout_file: Option<PathBuf>,
    /// The folder that files are delivered to, where records come so. Nothing is handed over then.
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
    /// Largest paper that is handed over.
    #[serde(default = "default_max_attachment_bytes")]
    pub max_attachment_bytes: u64,
    /// A paper goes up in parts of this size, so that a broken line costs one part.
    #[serde(default = "default_upload_part_bytes")]
    pub upload_part_bytes: u32,
    /// Transport and limits.
    #[serde(default)]
    pub http: ChannelSettings,
    /// Where the system's services lie.
    #[serde(default)]
    pub paths: Paths,
}

/// Paths below the base address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Paths {
    /// Says which system this is.
    pub meta: String,
    /// Gives the access token.
    pub token: String,
    /// Answers a request that bears a token, for the check.
    pub ping: String,
    /// Lists items of the annual plan.
    pub plan_items: String,
    /// Lists reviews.
    pub reviews: String,
    /// Lists resources given to projects.
    pub allocations: String,
    /// Takes registrations of projects.
    pub registrations: String,
    /// Takes filings of projects.
    pub filings: String,
    /// Takes filings of changes.
    pub changes: String,
    /// Takes acceptance reports.
    pub acceptance_reports: String,
    /// Answers for whatever was handed in, by its key.
    pub submissions: String,
    /// Lists whatever was handed in; empty where the system lists nothing.
    pub received: String,
    /// Takes papers, by their hash.
    pub files: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            meta: "meta".into(),
            token: "oauth/token".into(),
            ping: "v1/ping".into(),
            plan_items: "v1/plan-items".into(),
            reviews: "v1/reviews".into(),
            allocations: "v1/allocations".into(),
            registrations: "v1/registrations".into(),
            filings: "v1/filings".into(),
            changes: "v1/changes".into(),
            acceptance_reports: "v1/acceptance-reports".into(),
            submissions: "v1/submissions".into(),
            received: "v1/submissions".into(),
            files: "v1/files".into(),
        }
    }
}

/// What must be set is empty; shows which keys there are.
impl Default for MunicipalProjectsConfig {
    fn default() -> Self {
        Self {
            client_secret: None,
            drop: Some(DropConfig::default()),
            exchange: Some(ExchangeConfig::default()),
            ..Self::new("", "", Secret::new(""))
        }
    }
}

impl MunicipalProjectsConfig {
    /// A configuration with defaults for everything but address and credentials.
    #[must_use]
    pub fn new(
        base_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: Secret,
    ) -> Self {
        Self {
            base_url: base_url.into(),
            client_id: client_id.into(),
            client_secret: Some(client_secret),
            client_secret_file: None,
            mapping_file: None,
            layout_file: None,
            drop: None,
            exchange: None,
            page_size: default_page_size(),
            overlap_seconds: default_overlap_seconds(),
            max_attachment_bytes: default_max_attachment_bytes(),
            upload_part_bytes: default_upload_part_bytes(),
            http: ChannelSettings::default(),
            paths: Paths::default(),
        }
    }

    pub(super) fn resolve_client_secret(&self) -> Result<Secret, Failure> {
        secret::resolve(
            "secret",
            self.client_secret.as_ref(),
            self.client_secret_file.as_ref(),
        )
    }
}

const fn default_page_size() -> u32 {
    200
}

/// Results are entered after the meeting, some of them days late under the time of the entry.
const fn default_overlap_seconds() -> u32 {
    3_600
}

const fn default_max_attachment_bytes() -> u64 {
    100 * 1024 * 1024
}

const fn default_upload_part_bytes() -> u32 {
    4 * 1024 * 1024
}
