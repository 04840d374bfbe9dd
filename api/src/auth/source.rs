//! Where keys come from.

use std::{io, path::PathBuf};

use futures_util::future::BoxFuture;

/// The largest key file or answer that is read, in bytes.
pub(super) const KEYS_BYTES: u64 = 256 * 1024;

/// A source of keys could not be read.
#[derive(Debug, thiserror::Error)]
pub enum KeySourceError {
    /// The file could not be read.
    #[error("reading the key file {path} failed; set auth.keys to a readable JWKS or key file")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The file is larger than any key set.
    #[error("the key file {path} is larger than 256 KiB; is it a JWKS?")]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A source of another kind failed.
    #[error("fetching keys from {place} failed: {reason}")]
    Remote {
        /// The URL, without credentials.
        place: String,
        /// Why, in words.
        reason: String,
    },
}

/// A place that yields a JWKS or a development key as JSON. Reading from a URL belongs to the
/// crate that owns outbound HTTP, which implements this trait.
pub trait KeySource: Send + Sync + 'static {
    /// Reads the keys anew, at most 256 KiB.
    fn load(&self) -> BoxFuture<'_, Result<Vec<u8>, KeySourceError>>;

    /// Names the place for logs.
    fn place(&self) -> String;
}

/// A JWKS or development key in a file.
#[derive(Clone, Debug)]
pub struct FileKeys {
    path: PathBuf,
}

impl FileKeys {
    /// Names the file; it is read by [`KeySource::load`].
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl KeySource for FileKeys {
    fn load(&self) -> BoxFuture<'_, Result<Vec<u8>, KeySourceError>> {
        let failed = |cause| KeySourceError::File {
            path: self.path.clone(),
            cause,
        };
        Box::pin(async move {
            let size = tokio::fs::metadata(&self.path).await.map_err(failed)?.len();
            if size > KEYS_BYTES {
                return Err(KeySourceError::TooLarge {
                    path: self.path.clone(),
                });
            }
            tokio::fs::read(&self.path).await.map_err(failed)
        })
    }

    fn place(&self) -> String {
        self.path.display().to_string()
    }
}

/// Keys held in memory, as the demo does.
#[derive(Clone)]
pub struct FixedKeys(pub Vec<u8>);

impl KeySource for FixedKeys {
    fn load(&self) -> BoxFuture<'_, Result<Vec<u8>, KeySourceError>> {
        Box::pin(async move { Ok(self.0.clone()) })
    }

    fn place(&self) -> String {
        "memory".to_owned()
    }
}
