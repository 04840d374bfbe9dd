//! The cryptography of the ledger behind one trait, so that a certified module can take the
//! place of the software one (信创).

use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sm2::dsa::{Signature, SigningKey, VerifyingKey, signature::Signer, signature::Verifier};
use sm3::{Digest, Sm3};

/// Default signer identity of GM/T 0009.
const SIGNER: &str = "1234567812345678";

/// Hashes and signs for the ledger.
pub trait Seal: Send + Sync + std::fmt::Debug {
    /// SM3 of the bytes, 64 lower-case hex digits.
    fn hash(&self, bytes: &[u8]) -> String;

    /// SM3 of bytes that come piece by piece.
    fn hasher(&self) -> Box<dyn Hasher>;

    /// HMAC-SM3 of the bytes under a key of ours, 64 lower-case hex digits: equal for equal bytes,
    /// and not to be guessed without the key.
    fn mac(&self, bytes: &[u8]) -> String;

    /// SM2 signature over the bytes, hex.
    ///
    /// # Errors
    ///
    /// [`SealError`] when the module cannot sign.
    fn sign(&self, bytes: &[u8]) -> Result<String, SealError>;

    /// Whether the signature is ours and fits the bytes.
    fn verify(&self, bytes: &[u8], signature: &str) -> bool;
}

/// SM3 of bytes that come piece by piece.
pub trait Hasher: Send {
    /// Takes the next piece.
    fn update(&mut self, piece: &[u8]);

    /// The hash of all pieces, 64 lower-case hex digits.
    fn finish(self: Box<Self>) -> String;
}

impl Hasher for Sm3 {
    fn update(&mut self, piece: &[u8]) {
        Digest::update(self, piece);
    }

    fn finish(self: Box<Self>) -> String {
        hex::encode(self.finalize())
    }
}

/// Why nothing could be signed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key file is missing and could not be made, or is unreadable.
    #[error(
        "reading the ledger key {0}: {1}; check the path and its permissions (`ledger.key_file`)"
    )]
    File(PathBuf, #[source] std::io::Error),
    /// The key file does not hold a key.
    #[error("the ledger key {0} is not 64 hex digits of an SM2 private key")]
    Malformed(PathBuf),
    /// The module failed.
    #[error("signing the ledger head failed")]
    Module,
}

/// SM2 and SM3 in software.
pub struct SoftwareSeal {
    key: SigningKey,
    public: VerifyingKey,
}

impl std::fmt::Debug for SoftwareSeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SoftwareSeal")
    }
}

impl SoftwareSeal {
    /// Makes a key that lives as long as the process.
    ///
    /// # Errors
    ///
    /// [`SealError::Module`] when the system gives no randomness.
    pub fn ephemeral() -> Result<Self, SealError> {
        loop {
            let bytes: [u8; 32] = rand::random();
            if let Ok(key) = SigningKey::from_slice(SIGNER, &bytes) {
                return Ok(Self {
                    public: key.verifying_key().clone(),
                    key,
                });
            }
        }
    }

    /// Reads the key file, or makes it (readable by its owner only) when it does not exist.
    ///
    /// # Errors
    ///
    /// [`SealError`] names the file and what is wrong with it.
    pub fn from_file(path: &Path) -> Result<Self, SealError> {
        let failed = |error| SealError::File(path.to_owned(), error);
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let malformed = || SealError::Malformed(path.to_owned());
                let bytes = hex::decode(text.trim()).map_err(|_| malformed())?;
                let key = SigningKey::from_slice(SIGNER, &bytes).map_err(|_| malformed())?;
                Ok(Self {
                    public: key.verifying_key().clone(),
                    key,
                })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let seal = Self::ephemeral()?;
                write_private(path, &hex::encode(seal.key.to_bytes())).map_err(failed)?;
                Ok(seal)
            }
            Err(error) => Err(failed(error)),
        }
    }
}

/// Never overwrites: a lost key would make every earlier head unverifiable.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

impl Seal for SoftwareSeal {
    fn hash(&self, bytes: &[u8]) -> String {
        hex::encode(Sm3::digest(bytes))
    }

    fn hasher(&self) -> Box<dyn Hasher> {
        Box::new(Sm3::new())
    }

    fn mac(&self, bytes: &[u8]) -> String {
        // A key of its own, so that nothing but signatures is made with the signing key.
        let derived = Sm3::new_with_prefix(b"shuniu mac\n").chain_update(self.key.to_bytes());
        // A key of any length does, so that there is nothing to fail.
        match Hmac::<Sm3>::new_from_slice(&derived.finalize()) {
            Ok(mac) => hex::encode(mac.chain_update(bytes).finalize().into_bytes()),
            Err(error) => unreachable!("{error}"),
        }
    }

    fn sign(&self, bytes: &[u8]) -> Result<String, SealError> {
        let signature: Signature = self.key.try_sign(bytes).map_err(|_| SealError::Module)?;
        Ok(hex::encode(signature.to_bytes()))
    }

    fn verify(&self, bytes: &[u8], signature: &str) -> bool {
        let Ok(raw) = hex::decode(signature) else {
            return false;
        };
        let Ok(signature) = Signature::from_slice(&raw) else {
            return false;
        };
        self.public.verify(bytes, &signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_sm3() {
        let seal = SoftwareSeal::ephemeral().unwrap();
        assert_eq!(
            seal.hash(b"abc"),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.key");
        let signature = SoftwareSeal::from_file(&path)
            .unwrap()
            .sign(b"head")
            .unwrap();
        let again = SoftwareSeal::from_file(&path).unwrap();
        assert!(again.verify(b"head", &signature));
        assert!(!again.verify(b"another head", &signature));
        assert!(
            !SoftwareSeal::ephemeral()
                .unwrap()
                .verify(b"head", &signature)
        );
        std::fs::write(&path, "not a key").unwrap();
        assert!(matches!(
            SoftwareSeal::from_file(&path),
            Err(SealError::Malformed(_))
        ));
    }
}
