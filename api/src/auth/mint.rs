//! Tokens for development and tests.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};

use super::{AuthError, Body, Claims, DevelopmentKey, Principal, Role, claims::Audience};

/// What a token shall say.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    /// `sub`; when absent, made from role, body and organization.
    pub subject: Option<String>,
    /// `role`.
    pub role: Role,
    /// `body`, for the role authority.
    pub body: Option<Body>,
    /// `jurisdictions`.
    pub jurisdictions: Vec<String>,
    /// `org`.
    pub org: Option<String>,
    /// `name`.
    pub name: Option<String>,
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// How long it holds.
    pub ttl: TimeDelta,
}

/// A token could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MintError {
    /// The claims would be refused by the server, so no token is made.
    #[error("such a token would be refused: {0}")]
    Refused(AuthError),
    /// The signature failed.
    #[error("signing the token failed")]
    Signing(#[source] jsonwebtoken::errors::Error),
}

/// Signs a token, valid from `now`.
///
/// # Errors
///
/// Fails when the claims are such as the server would refuse.
pub fn mint(
    request: &TokenRequest,
    key: &DevelopmentKey,
    now: DateTime<Utc>,
) -> Result<(String, Claims), MintError> {
    let subject = request.subject.clone().unwrap_or_else(|| {
        let body = request.body.map_or("", Body::as_str);
        let org = request.org.as_deref().unwrap_or_default();
        let parts = ["dev", request.role.as_str(), body, org];
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(":")
    });
    let claims = Claims {
        iss: request.issuer.clone(),
        aud: Audience::One(request.audience.clone()),
        sub: subject,
        exp: now.timestamp().saturating_add(request.ttl.num_seconds()),
        nbf: Some(now.timestamp()),
        role: request.role.as_str().to_owned(),
        body: request.body.map(|body| body.as_str().to_owned()),
        jurisdictions: request.jurisdictions.clone(),
        org: request.org.clone(),
        name: request.name.clone(),
    };
    Principal::try_from(claims.clone()).map_err(MintError::Refused)?;
    let header = Header {
        kid: Some(key.kid().to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    let token = encode(&header, &claims, &EncodingKey::from_secret(key.secret()))
        .map_err(MintError::Signing)?;
    Ok((token, claims))
}
