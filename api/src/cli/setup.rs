//! Parts that several commands build from settings.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use jsonwebtoken::Algorithm;

use crate::{
    auth::{Authenticator, FileKeys, KeyRing, KeySource, TokenPolicy},
    clock::Clock,
    config::AuthConfig,
};

/// `auth.keys` is a URL and nobody can fetch it.
#[derive(Debug, thiserror::Error)]
#[error("`auth.keys` is a URL, which this command cannot fetch; name a file")]
pub struct KeysNotFetched;

/// Builds the token check of `[auth]` over a source of keys; without one, `auth.keys` is a file.
///
/// # Errors
///
/// Fails when `auth.keys` is a URL and no source that fetches it is given.
pub fn authenticator(
    config: &AuthConfig,
    source: Option<Box<dyn KeySource>>,
    clock: Arc<dyn Clock>,
) -> Result<Authenticator, KeysNotFetched> {
    let source = match source {
        Some(source) => source,
        None if config.keys.contains("://") => return Err(KeysNotFetched),
        None => Box::new(FileKeys::new(&config.keys)),
    };
    let max_age = Duration::from_secs(config.keys_max_age_s);
    let ring = KeyRing::new(source, config.allow_development_key, max_age);
    let mut algorithms: Vec<Algorithm> = config
        .algorithms
        .iter()
        .filter_map(|name| name.parse().ok())
        .collect();
    if config.allow_development_key {
        algorithms.push(Algorithm::HS256);
    }
    let policy = TokenPolicy {
        issuer: config.issuer.clone(),
        audience: config.audience.clone(),
        algorithms,
        leeway: TimeDelta::seconds(i64::from(config.leeway_s)),
        max_bytes: config.max_token_bytes,
    };
    Ok(Authenticator::new(ring, policy, clock))
}
