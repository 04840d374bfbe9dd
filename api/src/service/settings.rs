//! What the pipeline takes from the configuration.

use std::time::Duration;

use crate::{
    auth::Role,
    config::{Config, LimitsConfig},
    fault::ErrorPolicy,
};

/// Settings of the pipeline.
#[derive(Clone, Debug)]
pub struct ServiceSettings {
    /// Limits on documents.
    pub limits: LimitsConfig,
    /// Roles that may introspect.
    pub introspection_roles: Vec<Role>,
}

impl ServiceSettings {
    /// How long an operation may run.
    #[must_use]
    pub fn deadline(&self) -> Duration {
        Duration::from_millis(self.limits.request_ms)
    }

    /// How much of the errors an answer may carry.
    #[must_use]
    pub fn errors(&self) -> ErrorPolicy {
        ErrorPolicy {
            count: self.limits.errors,
            bytes: self.limits.error_bytes,
        }
    }
}

impl From<&Config> for ServiceSettings {
    fn from(config: &Config) -> Self {
        Self {
            limits: config.limits.clone(),
            introspection_roles: config.auth.introspection_roles.clone(),
        }
    }
}
