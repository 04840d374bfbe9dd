use std::fmt;

use crate::Failure;

/// Signs, verifies, encrypts and decrypts for one side of the talk with the asset cloud.
///
/// [`SoftwareModule`](super::SoftwareModule) does it in software and is no certified product; a
/// system under assessment (密评) puts a certified module or a signing server in its place.
pub trait CryptoModule: Send + Sync + fmt::Debug {
    /// SM2 signature with our key over the text.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the module cannot sign.
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, Failure>;

    /// Whether the signature is that of the other side and fits the text.
    fn verify(&self, text: &[u8], signature: &[u8]) -> bool;

    /// SM4-CBC with PKCS#7 padding: a fresh random initial vector of 16 bytes, then the cipher
    /// text.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the module cannot encrypt.
    fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>, Failure>;

    /// The plain text of what [`encrypt`](Self::encrypt) gives; nothing when key or padding do
    /// not fit. Called only for what [`verify`](Self::verify) has passed.
    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>>;
}
