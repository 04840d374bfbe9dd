//! The one check every token goes through.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, Validation, decode};
use serde_json::{Map, Value};

use super::{AuthError, Claims, KeyRing, Principal};
use crate::clock::Clock;

/// Which tokens are accepted.
#[derive(Clone, Debug)]
pub struct TokenPolicy {
    /// The issuer (`iss`).
    pub issuer: String,
    /// Our name in `aud`.
    pub audience: String,
    /// The accepted algorithms.
    pub algorithms: Vec<Algorithm>,
    /// How far clocks may differ.
    pub leeway: TimeDelta,
    /// The largest token, in bytes.
    pub max_bytes: usize,
}

/// Checks tokens against keys and policy.
pub struct Authenticator {
    ring: KeyRing,
    policy: TokenPolicy,
    clock: Arc<dyn Clock>,
}

impl Authenticator {
    /// Makes an authenticator; it holds no state but the keys.
    pub fn new(ring: KeyRing, policy: TokenPolicy, clock: Arc<dyn Clock>) -> Self {
        Self {
            ring,
            policy,
            clock,
        }
    }

    /// Reads the keys now.
    ///
    /// # Errors
    ///
    /// Fails with the text of what is wrong with the keys.
    pub async fn load_keys(&self) -> anyhow::Result<()> {
        self.ring.load().await
    }

    /// Returns the clock that decides what has expired.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Checks the value of an `Authorization` header or of the socket's `authorization` member.
    ///
    /// # Errors
    ///
    /// Fails as [`Authenticator::authenticate`], and when the scheme is not `Bearer`.
    pub async fn bearer(&self, header: &str) -> Result<Principal, AuthError> {
        match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                self.authenticate(token.trim()).await
            }
            _ => Err(AuthError::Scheme),
        }
    }

    /// Checks a token: size, header, algorithm, key, signature, then each claim.
    ///
    /// # Errors
    ///
    /// Fails with the first check that does not hold.
    pub async fn authenticate(&self, token: &str) -> Result<Principal, AuthError> {
        if token.len() > self.policy.max_bytes {
            return Err(AuthError::TooLarge(self.policy.max_bytes));
        }
        let (algorithm, kid) = self.header(token)?;
        let key = self.ring.find(&kid, algorithm).await?;
        let claims = decode::<Claims>(token, &key, &signature_only(algorithm))
            .map_err(|error| match error.kind() {
                jsonwebtoken::errors::ErrorKind::Json(_) => {
                    AuthError::Claims("a claim is missing or has the wrong type")
                }
                jsonwebtoken::errors::ErrorKind::InvalidSignature => AuthError::Signature,
                _ => AuthError::Malformed,
            })?
            .claims;
        self.claims(&claims)?;
        Principal::try_from(claims)
    }

    /// Reads the header strictly, before any library acts on it.
    fn header(&self, token: &str) -> Result<(Algorithm, String), AuthError> {
        let mut parts = token.split('.');
        let (Some(header), Some(_), Some(_), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(AuthError::Malformed);
        };
        let header = URL_SAFE_NO_PAD
            .decode(header)
            .map_err(|_| AuthError::Malformed)?;
        let header: Map<String, Value> =
            serde_json::from_slice(&header).map_err(|_| AuthError::Malformed)?;
        for refused in ["crit", "zip", "enc", "b64"] {
            if header.contains_key(refused) {
                return Err(AuthError::Header(refused));
            }
        }
        let text = |name: &str| header.get(name).and_then(Value::as_str);
        if header.contains_key("typ")
            && !text("typ").is_some_and(|typ| {
                typ.eq_ignore_ascii_case("jwt") || typ.eq_ignore_ascii_case("at+jwt")
            })
        {
            return Err(AuthError::Header("typ"));
        }
        let algorithm = text("alg")
            .and_then(|name| name.parse().ok())
            .filter(|algorithm| self.policy.algorithms.contains(algorithm))
            .ok_or(AuthError::Algorithm)?;
        let kid = text("kid").ok_or(AuthError::Key)?;
        Ok((algorithm, kid.to_owned()))
    }

    fn claims(&self, claims: &Claims) -> Result<(), AuthError> {
        let now = self.clock.now().timestamp();
        let leeway = self.policy.leeway.num_seconds();
        if claims.exp.saturating_add(leeway) <= now {
            return Err(AuthError::Expired);
        }
        if claims
            .nbf
            .is_some_and(|nbf| nbf.saturating_sub(leeway) > now)
        {
            return Err(AuthError::NotYet);
        }
        if claims.iss != self.policy.issuer {
            return Err(AuthError::Issuer);
        }
        if !claims.aud.holds(&self.policy.audience) {
            return Err(AuthError::Audience);
        }
        Ok(())
    }
}

/// The library checks the signature alone: times are checked by our clock, issuer and audience by
/// [`Authenticator::claims`], which also refuses tokens that lack them.
fn signature_only(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}
