//! A value that must not be printed.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// What stands in place of a secret wherever one would be shown.
pub const MASK: &str = "******";

/// A text that `Debug` and `Serialize` show as [`MASK`]; only [`Secret::expose`] gives it away.
#[derive(Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text itself, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}

/// Masks the password of a URL such as `postgres://user:password@host/db`.
#[must_use]
pub fn mask_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let Some((user, host)) = authority.rsplit_once('@') else {
        return url.to_owned();
    };
    let name = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{name}:{MASK}@{host}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_and_serialize_hide_the_text() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret:?}"), MASK);
        assert_eq!(
            serde_json::to_string(&secret).unwrap(),
            format!("\"{MASK}\"")
        );
    }

    #[test]
    fn password_of_a_url_is_masked_and_the_rest_is_kept() {
        assert_eq!(
            mask_url("postgres://hub:p@ss@db:5432/hub?x=1"),
            "postgres://hub:******@db:5432/hub?x=1"
        );
        assert_eq!(
            mask_url("sqlite://data/hub.sqlite"),
            "sqlite://data/hub.sqlite"
        );
    }
}
