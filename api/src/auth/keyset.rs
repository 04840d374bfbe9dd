//! Keys that check signatures.

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse},
};
use serde_json::Value;

/// The largest number of keys in one set.
const KEYS: usize = 64;
/// The smallest RSA modulus, in bytes (2048 bits).
const RSA_BYTES: usize = 256;
/// The shortest development secret, in bytes.
const SECRET_BYTES: usize = 32;

/// A key file or JWKS that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// Not JSON, or neither a JWKS nor a development key.
    #[error("the keys are neither a JWKS ({{\"keys\": […]}}) nor a development key: {0}")]
    Form(String),
    /// A private key where public keys belong.
    #[error("the JWKS holds a private key (kid {0}); publish only the public part")]
    Private(String),
    /// A shared secret in a JWKS.
    #[error("the JWKS holds a shared secret (kid {0}); only public keys belong there")]
    Shared(String),
    /// A development key where none is allowed.
    #[error(
        "a development key is not accepted; set auth.allow_development_key = true, never in production"
    )]
    Development,
    /// The development secret is short.
    #[error(
        "the development key is shorter than 256 bits; make one with `shuniu token --key FILE`"
    )]
    Weak,
    /// Nothing in the set can check a signature.
    #[error("the JWKS holds no key with a kid for RS256, ES256 or EdDSA")]
    Empty,
}

struct VerifyingKey {
    kid: String,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// The keys of one source, by `kid`.
pub struct KeySet {
    keys: Vec<VerifyingKey>,
}

impl KeySet {
    /// Reads a JWKS, or a development key when `development` allows it.
    ///
    /// # Errors
    ///
    /// Fails when the JSON has another form, when a key is private or weak, and when no key is
    /// usable. Keys of other kinds, and keys for encryption, are passed over.
    pub fn parse(json: &[u8], development: bool) -> Result<Self, KeySetError> {
        let value: Value =
            serde_json::from_slice(json).map_err(|error| KeySetError::Form(error.to_string()))?;
        let keys = match value.get("keys") {
            Some(Value::Array(keys)) if keys.len() <= KEYS => {
                let mut usable = Vec::new();
                for key in keys {
                    usable.extend(public(key)?);
                }
                usable
            }
            Some(_) => {
                return Err(KeySetError::Form(format!(
                    "keys is no list of at most {KEYS}"
                )));
            }
            None if development => vec![shared(&value)?],
            None if value.get("kty").is_some() => return Err(KeySetError::Development),
            None => return Err(KeySetError::Form("no keys".to_owned())),
        };
        if keys.is_empty() {
            Err(KeySetError::Empty)
        } else {
            Ok(Self { keys })
        }
    }

    /// Finds the key of a token. The algorithm belongs to the key: a token cannot choose another.
    #[must_use]
    pub fn find(&self, kid: &str, algorithm: Algorithm) -> Option<&DecodingKey> {
        let found = self
            .keys
            .iter()
            .find(|key| key.kid == kid && key.algorithm == algorithm);
        found.map(|key| &key.key)
    }
}

fn public(value: &Value) -> Result<Option<VerifyingKey>, KeySetError> {
    let kid = || {
        value
            .get("kid")
            .and_then(Value::as_str)
            .unwrap_or("none")
            .to_owned()
    };
    if value.get("d").is_some() {
        return Err(KeySetError::Private(kid()));
    }
    if value.get("kty").and_then(Value::as_str) == Some("oct") {
        return Err(KeySetError::Shared(kid()));
    }
    let Ok(jwk) = serde_json::from_value::<Jwk>(value.clone()) else {
        return Ok(None);
    };
    let (Some(kid), Some(algorithm)) = (jwk.common.key_id.clone(), algorithm(&jwk)) else {
        return Ok(None);
    };
    if jwk
        .common
        .public_key_use
        .as_ref()
        .is_some_and(|purpose| *purpose != PublicKeyUse::Signature)
    {
        return Ok(None);
    }
    Ok(DecodingKey::from_jwk(&jwk).ok().map(|key| VerifyingKey {
        kid,
        algorithm,
        key,
    }))
}

/// The one algorithm a public key may be used with here; none for keys of other kinds.
fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    let natural = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) => {
            // Base64 holds 3 bytes in 4 characters.
            (rsa.n.len() * 3 / 4 >= RSA_BYTES).then_some(Algorithm::RS256)
        }
        AlgorithmParameters::EllipticCurve(ec) => {
            (ec.curve == EllipticCurve::P256).then_some(Algorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(pair) => {
            (pair.curve == EllipticCurve::Ed25519).then_some(Algorithm::EdDSA)
        }
        _ => None,
    }?;
    match &jwk.common.key_algorithm {
        None => Some(natural),
        Some(named) => Algorithm::try_from(*named)
            .ok()
            .filter(|named| *named == natural),
    }
}

fn shared(value: &Value) -> Result<VerifyingKey, KeySetError> {
    let key = super::DevelopmentKey::from_json(value)
        .map_err(|error| KeySetError::Form(error.to_string()))?;
    if key.secret().len() < SECRET_BYTES {
        return Err(KeySetError::Weak);
    }
    Ok(VerifyingKey {
        kid: key.kid().to_owned(),
        algorithm: Algorithm::HS256,
        key: DecodingKey::from_secret(key.secret()),
    })
}
