//! What a token says.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AuthError, Body, Principal, Role};

/// The largest number of jurisdictions one token may name.
const JURISDICTIONS: usize = 256;
/// The longest `sub`, `org` or `name`, in bytes.
const TEXT_BYTES: usize = 200;

/// The claims of a token; those not listed are ignored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer.
    pub iss: String,
    /// Audience: one name or a list.
    pub aud: Audience,
    /// Subject.
    pub sub: String,
    /// End, in seconds since 1970.
    pub exp: i64,
    /// Begin, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// Role, by name.
    pub role: String,
    /// Authority, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Region codes.
    pub jurisdictions: Vec<String>,
    /// Credit code of the organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
    /// Name to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// `aud`: RFC 7519 §4.1.3 allows one name or a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One name.
    One(String),
    /// A list of names.
    Many(Vec<String>),
}

impl Audience {
    /// Tells whether the token is meant for `name`.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Many(many) => many.iter().any(|one| one == name),
        }
    }
}

impl TryFrom<Claims> for Principal {
    type Error = AuthError;

    /// Checks the claims that say who the caller is; times, issuer and audience are the
    /// authenticator's.
    fn try_from(claims: Claims) -> Result<Self, AuthError> {
        let role: Role = claims
            .role
            .parse()
            .map_err(|_| AuthError::Claims("unknown role"))?;
        let body: Option<Body> = claims
            .body
            .map(|body| body.parse().map_err(|_| AuthError::Claims("unknown body")))
            .transpose()?;
        if (role == Role::Authority) != body.is_some() {
            return Err(AuthError::Claims(
                "body goes with the role authority, and only with it",
            ));
        }
        if matches!(role, Role::ProjectUnit | Role::Contractor) && claims.org.is_none() {
            return Err(AuthError::Claims("this role needs an org"));
        }
        if claims.sub.is_empty() || claims.sub.len() > TEXT_BYTES {
            return Err(AuthError::Claims("sub is empty or too long"));
        }
        if claims
            .name
            .as_ref()
            .is_some_and(|name| name.len() > TEXT_BYTES)
        {
            return Err(AuthError::Claims("name is too long"));
        }
        if claims.org.as_ref().is_some_and(|org| !is_credit_code(org)) {
            return Err(AuthError::Claims("org is not an 18-character credit code"));
        }
        let region = |code: &String| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
        if claims.jurisdictions.len() > JURISDICTIONS || !claims.jurisdictions.iter().all(region) {
            return Err(AuthError::Claims(
                "jurisdictions must be six-digit region codes",
            ));
        }
        let expires_at: DateTime<Utc> =
            DateTime::from_timestamp(claims.exp, 0).ok_or(AuthError::Claims("exp"))?;
        Ok(Self {
            subject: claims.sub,
            role,
            body,
            jurisdictions: claims.jurisdictions,
            org: claims.org,
            name: claims.name,
            expires_at,
        })
    }
}

/// Checks the shape only; the check digit is the business of the record that uses it.
fn is_credit_code(text: &str) -> bool {
    text.len() == 18
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}
