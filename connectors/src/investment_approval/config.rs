use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Failure, Secret, egress::ChannelSettings, secret};

/// Settings of the investment approval connector.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvestmentApprovalConfig {
    /// The platform's address; paths are joined to it.
    pub base_url: String,
    /// Our requester id (`rid`), given by the platform.
    pub requester_id: String,
    /// The app key that fetches the working secret. No settings file holds it.
    #[serde(skip)]
    pub app_key: Option<Secret>,
    /// The file that holds the app key; `secret_file` in settings.
    #[serde(default, rename = "secret_file")]
    pub app_key_file: Option<PathBuf>,
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
    /// Gives the working secret.
    pub secret: String,
    /// Answers a signed request, for the check.
    pub ping: String,
    /// Lists projects.
    pub projects: String,
    /// Takes applications for a project code, and answers for them.
    pub applications: String,
    /// Lists the applications it has received; empty where the platform lists none.
    pub received: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            meta: "meta".into(),
            secret: "auth/secret".into(),
            ping: "v1/ping".into(),
            projects: "v1/projects".into(),
            applications: "v1/project-codes/applications".into(),
            received: "v1/project-codes/applications".into(),
        }
    }
}

/// What must be set is empty; shows which keys there are.
impl Default for InvestmentApprovalConfig {
    fn default() -> Self {
        Self {
            app_key: None,
            ..Self::new("", "", Secret::new(""))
        }
    }
}

impl InvestmentApprovalConfig {
    /// A configuration with defaults for everything but address and credentials.
    #[must_use]
    pub fn new(
        base_url: impl Into<String>,
        requester_id: impl Into<String>,
        app_key: Secret,
    ) -> Self {
        Self {
            base_url: base_url.into(),
            requester_id: requester_id.into(),
            app_key: Some(app_key),
            app_key_file: None,
            mapping_file: None,
            page_size: default_page_size(),
            overlap_seconds: default_overlap_seconds(),
            http: ChannelSettings::default(),
            paths: Paths::default(),
        }
    }

    pub(super) fn resolve_app_key(&self) -> Result<Secret, Failure> {
        secret::resolve("secret", self.app_key.as_ref(), self.app_key_file.as_ref())
    }
}

const fn default_page_size() -> u32 {
    200
}

const fn default_overlap_seconds() -> u32 {
    600
}
