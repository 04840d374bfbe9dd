//! Why a token was refused.

/// A refused token. The texts may be shown to the caller: they say which check failed, not what
/// the token or the keys hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// No token was sent.
    #[error("a bearer token is required: send `Authorization: Bearer …`")]
    Missing,
    /// More than one `Authorization`, or not `Bearer`.
    #[error("the Authorization header must hold one bearer token")]
    Scheme,
    /// Longer than the policy allows.
    #[error("the token is larger than {0} bytes")]
    TooLarge(usize),
    /// Not three base64url parts with JSON inside.
    #[error("the token is not a signed JWT")]
    Malformed,
    /// `crit`, `zip` or `enc` in the header.
    #[error("the token header has \"{0}\", which is not supported")]
    Header(&'static str),
    /// `alg` is missing, unknown or not in the configured list.
    #[error("the token's algorithm is not accepted here")]
    Algorithm,
    /// `kid` is missing or names no key.
    #[error("the token names no known key (kid)")]
    Key,
    /// The signature does not hold.
    #[error("the token's signature does not hold")]
    Signature,
    /// `exp` is missing or in the past.
    #[error("the token has expired; get a new one")]
    Expired,
    /// `nbf` lies in the future.
    #[error("the token is not valid yet")]
    NotYet,
    /// `iss` is not ours.
    #[error("the token's issuer is not accepted here")]
    Issuer,
    /// `aud` does not name us.
    #[error("the token is meant for another audience")]
    Audience,
    /// A claim has a form or a combination that no token may have.
    #[error("the token's claims are not usable: {0}")]
    Claims(&'static str),
    /// The keys could not be read; the caller may try again.
    #[error("the keys that check tokens are not available; try again later")]
    Unavailable,
}
