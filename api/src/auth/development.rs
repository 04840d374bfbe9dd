//! The key that signs tokens for development and tests.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore;
use serde_json::{Value, json};

/// A development key file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DevelopmentKeyError {
    /// The file cannot be read or written.
    #[error("{action} the development key {path} failed")]
    File {
        /// `reading` or `creating`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The file is something else.
    #[error("this is not a development key (a JWK with kty oct, alg HS256, kid and k)")]
    Form,
}

/// A shared secret, HS256, stored as a JWK.
#[derive(Clone)]
pub struct DevelopmentKey {
    kid: String,
    secret: Vec<u8>,
}

impl DevelopmentKey {
    /// Makes a new key of 256 bits.
    #[must_use]
    pub fn generate() -> Self {
        let mut random = [0_u8; 38];
        rand::rng().fill_bytes(&mut random);
        let (kid, secret) = random.split_at(6);
        Self {
            kid: format!("dev-{}", URL_SAFE_NO_PAD.encode(kid)),
            secret: secret.to_vec(),
        }
    }

    /// Reads the key, or makes it when the file does not exist, readable by its owner alone.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be read or made, holds something else, or others may read it.
    pub fn open_or_create(path: &Path) -> Result<Self, DevelopmentKeyError> {
        let failed = |action| {
            move |cause| DevelopmentKeyError::File {
                action,
                path: path.to_owned(),
                cause,
            }
        };
        match fs::read(path) {
            Ok(bytes) => {
                check_mode(path).map_err(failed("reading"))?;
                let value: Value =
                    serde_json::from_slice(&bytes).map_err(|_| DevelopmentKeyError::Form)?;
                Self::from_json(&value)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = Self::generate();
                create(path, &key.to_json()).map_err(failed("creating"))?;
                Ok(key)
            }
            Err(error) => Err(failed("reading")(error)),
        }
    }

    /// Reads the JWK.
    ///
    /// # Errors
    ///
    /// Fails when a member is missing or has another value than a development key.
    pub fn from_json(value: &Value) -> Result<Self, DevelopmentKeyError> {
        let text = |name| value.get(name).and_then(Value::as_str);
        let (Some("oct"), Some("HS256"), Some(kid), Some(secret)) =
            (text("kty"), text("alg"), text("kid"), text("k"))
        else {
            return Err(DevelopmentKeyError::Form);
        };
        let secret = URL_SAFE_NO_PAD
            .decode(secret)
            .map_err(|_| DevelopmentKeyError::Form)?;
        Ok(Self {
            kid: kid.to_owned(),
            secret,
        })
    }

    /// Writes the JWK; the result is secret.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let secret = URL_SAFE_NO_PAD.encode(&self.secret);
        let jwk = json!({"kty": "oct", "alg": "HS256", "use": "sig", "kid": self.kid, "k": secret});
        format!("{jwk:#}\n").into_bytes()
    }

    /// Returns the key's name.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    pub(super) fn secret(&self) -> &[u8] {
        &self.secret
    }
}

#[cfg(unix)]
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(not(unix))]
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn check_mode(path: &Path) -> Result<(), io::Error> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let text = format!("others may read it; run `chmod 600 {}`", path.display());
    Err(io::Error::new(io::ErrorKind::PermissionDenied, text))
}

#[cfg(not(unix))]
fn check_mode(_: &Path) -> Result<(), io::Error> {
    Ok(())
}
