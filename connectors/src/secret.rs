//! Secrets: where they come from, and a wrapper that does not show them.

use std::{fmt, fs, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::Failure;

/// A secret text. `Debug`, serialisation and errors show a mask instead.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for signing and sending only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("***")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// Takes a secret that was handed in, or reads it from the file that `{setting}_file` names.
///
/// # Errors
///
/// [`Failure::Config`] when both, neither or an empty one is given, or the file cannot be read.
pub(crate) fn resolve(
    setting: &str,
    value: Option<&Secret>,
    file: Option<&PathBuf>,
) -> Result<Secret, Failure> {
    let secret = match (value, file) {
        (Some(value), None) => value.clone(),
        (None, Some(path)) => {
            let text = fs::read_to_string(path).map_err(|error| {
                Failure::config(format!(
                    "cannot read `{setting}_file` {}: {error}; put the secret there, readable by \
                     the hub, or name the file that holds it",
                    path.display()
                ))
            })?;
            Secret::new(text.trim_end_matches(['\r', '\n']))
        }
        (None, None) => {
            return Err(Failure::config(format!(
                "no secret: set `{setting}_file` to the file that holds it"
            )));
        }
        (Some(_), Some(_)) => {
            return Err(Failure::config(format!(
                "both a secret and `{setting}_file` are given: keep one"
            )));
        }
    };
    if secret.expose().is_empty() {
        return Err(Failure::config(format!("`{setting}_file` holds nothing")));
    }
    Ok(secret)
}
