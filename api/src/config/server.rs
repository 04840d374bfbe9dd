//! `[server]`.

use std::net::SocketAddr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ConfigError;

/// What a process does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerRole {
    /// Answers callers.
    Api,
    /// Syncs, reassesses, delivers.
    Worker,
    /// Both.
    #[default]
    All,
}

/// Which edition of GraphQL over HTTP the status codes follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusRules {
    /// The audits that client tools pass: 400, or 200 under `application/json`.
    #[default]
    Audited,
    /// The draft of 2026: 422 for validation, 294 for partial data.
    Draft,
}

/// Listening and shutdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// Address of the API.
    pub listen: SocketAddr,
    /// Address of health and metrics, when not that of the API.
    pub metrics_listen: Option<SocketAddr>,
    /// What this process does.
    pub role: ServerRole,
    /// Origins whose pages may call the API; none by default.
    pub cors_origins: Vec<String>,
    /// Edition of the status codes.
    pub status_rules: StatusRules,
    /// How long a shutdown waits for running requests, and for syncs to reach a page's end.
    pub drain_ms: u64,
    /// A fixed "today" in Asia/Shanghai, for demonstrations and tests.
    pub today: Option<NaiveDate>,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            metrics_listen: None,
            role: ServerRole::All,
            cors_origins: Vec::new(),
            status_rules: StatusRules::Audited,
            drain_ms: 20_000,
            today: None,
        }
    }
}

impl ServerConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for origin in &self.cors_origins {
            let rest = origin
                .strip_prefix("https://")
                .or_else(|| origin.strip_prefix("http://"));
            if !rest.is_some_and(|host| !host.is_empty() && !host.contains(['/', '*', ' '])) {
                let message = format!("holds \"{origin}\"; write origins as https://host[:port]");
                return Err(ConfigError::value("server.cors_origins", message));
            }
        }
        Ok(())
    }
}
