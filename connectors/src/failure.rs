use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How talking to an outside system failed, by what has to happen next.
///
/// Only [`Failure::Transient`] is retried. The texts say what was attempted and what to do, and
/// never hold a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "class", rename_all = "snake_case")]
pub enum Failure {
    /// Our side must be mended: address, credentials, certificate, mapping.
    #[error("{message}")]
    Config {
        /// What is wrong and which setting mends it.
        message: String,
    },
    /// It may work later by itself.
    #[error("{message}")]
    Transient {
        /// What happened.
        message: String,
        /// The earliest moment that makes sense, as the other side or the breaker says.
        retry_after: Option<Duration>,
    },
    /// The other side breaks the contract; its operators must be told.
    #[error("{message}")]
    Remote {
        /// What was received.
        message: String,
    },
    /// One record is unusable; the others go on.
    #[error("record {key}: {message}")]
    Record {
        /// The record's id.
        key: String,
        /// What is wrong with it.
        message: String,
    },
}

impl Failure {
    /// Our side must be mended.
    #[must_use]
    pub fn config(message: impl Into<String>) -> Self {
        Self::Config {
            message: message.into(),
        }
    }

    /// It may work later.
    #[must_use]
    pub fn transient(message: impl Into<String>) -> Self {
        Self::Transient {
            message: message.into(),
            retry_after: None,
        }
    }

    /// It may work after `wait`.
    #[must_use]
    pub fn transient_after(message: impl Into<String>, wait: Duration) -> Self {
        Self::Transient {
            message: message.into(),
            retry_after: Some(wait),
        }
    }

    /// The other side breaks the contract.
    #[must_use]
    pub fn remote(message: impl Into<String>) -> Self {
        Self::Remote {
            message: message.into(),
        }
    }

    /// The class, as stored and shown: `config`, `transient`, `remote`, `record`.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        match self {
            Self::Config { .. } => "config",
            Self::Transient { .. } => "transient",
            Self::Remote { .. } => "remote",
            Self::Record { .. } => "record",
        }
    }

    /// Whether trying again may help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Transient { .. })
    }
}
