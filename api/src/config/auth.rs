//! `[auth]`.

use serde::{Deserialize, Serialize};

use super::{ConfigError, known};
use crate::auth::Role;

/// Whose tokens are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthConfig {
    /// JWKS as a URL or file, or a development key file.
    pub keys: String,
    /// How long keys are kept before the source is read again.
    pub keys_max_age_s: u64,
    /// Whether `keys` may be a development key.
    pub allow_development_key: bool,
    /// The issuer (`iss`) of accepted tokens.
    pub issuer: String,
    /// Our name in `aud`.
    pub audience: String,
    /// The accepted signature algorithms.
    pub algorithms: Vec<String>,
    /// How far the clocks of issuer and hub may differ.
    pub leeway_s: u32,
    /// The largest token.
    pub max_token_bytes: usize,
    /// The roles that may introspect the schema.
    pub introspection_roles: Vec<Role>,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            keys: "keys.json".to_owned(),
            keys_max_age_s: 300,
            allow_development_key: false,
            issuer: "shuniu".to_owned(),
            audience: "shuniu".to_owned(),
            algorithms: ["EdDSA", "ES256", "RS256"].map(str::to_owned).to_vec(),
            leeway_s: 30,
            max_token_bytes: 4_096,
            introspection_roles: vec![Role::Admin, Role::Developer],
        }
    }
}

impl AuthConfig {
    /// The algorithms that may be configured; HS256 comes with the development key alone.
    pub const ALGORITHMS: [&'static str; 3] = ["EdDSA", "ES256", "RS256"];

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if let Some(name) = self
            .algorithms
            .iter()
            .find(|name| !Self::ALGORITHMS.contains(&name.as_str()))
        {
            let near = known::nearest(name, Self::ALGORITHMS.into_iter());
            let message = format!(
                "holds \"{name}\"; the choices are {}{}",
                Self::ALGORITHMS.join(", "),
                near.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"))
            );
            return Err(ConfigError::value("auth.algorithms", message));
        }
        if self.algorithms.is_empty() && !self.allow_development_key {
            return Err(ConfigError::value(
                "auth.algorithms",
                "is empty: no token could hold",
            ));
        }
        for (key, value) in [
            ("auth.issuer", &self.issuer),
            ("auth.audience", &self.audience),
        ] {
            if value.is_empty() {
                return Err(ConfigError::value(key, "must not be empty"));
            }
        }
        if self.leeway_s > 300 {
            return Err(ConfigError::value("auth.leeway_s", "must be at most 300"));
        }
        Ok(())
    }
}
