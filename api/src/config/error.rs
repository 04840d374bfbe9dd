//! Why settings were refused.

use std::{io, path::PathBuf};

use super::Origin;

/// Settings that cannot be used; the text names the place and the mending.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("reading the configuration {path} failed; name a TOML file that can be read")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The file is no TOML.
    #[error("{path}:{line}: {message}")]
    Syntax {
        /// The file.
        path: String,
        /// The line, counted from one.
        line: usize,
        /// What was expected.
        message: String,
    },
    /// The file has a key that does not exist.
    #[error("{path}:{line}: unknown key `{key}`; {hint}")]
    UnknownKey {
        /// The file.
        path: String,
        /// The line, counted from one.
        line: usize,
        /// The key with its section, such as `server.listn`.
        key: String,
        /// The nearest key, or where the keys are listed.
        hint: String,
    },
    /// An environment variable names a key that does not exist.
    #[error("environment variable {name}: unknown key `{key}`; {hint}")]
    UnknownVariable {
        /// The variable.
        name: String,
        /// The key it stands for.
        key: String,
        /// The nearest variable, or where the keys are listed.
        hint: String,
    },
    /// An environment variable has a value of the wrong type.
    #[error("environment variable {name}: {message}")]
    Variable {
        /// The variable.
        name: String,
        /// What was expected.
        message: String,
    },
    /// A value of the file has the wrong type, or a table lacks a key.
    #[error("{path}:{line}: `{key}`: {message}")]
    Type {
        /// The file.
        path: String,
        /// The line, counted from one.
        line: usize,
        /// The key with its section.
        key: String,
        /// What was expected.
        message: String,
    },
    /// A value cannot work.
    #[error("{place}`{key}` {message}")]
    Value {
        /// Where it was set, such as `shuniu.toml:12: `; empty for a default.
        place: String,
        /// The key with its section.
        key: String,
        /// What is wrong and what would be right.
        message: String,
    },
}

impl ConfigError {
    /// Makes a [`ConfigError::Value`].
    pub(crate) fn value(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Value {
            place: String::new(),
            key: key.into(),
            message: message.into(),
        }
    }

    /// Adds where the value was set.
    #[must_use]
    pub(crate) fn at(self, origin: &Origin) -> Self {
        match self {
            Self::Value { key, message, .. } => Self::Value {
                place: origin.of(&key).to_owned(),
                key,
                message,
            },
            other => other,
        }
    }
}
