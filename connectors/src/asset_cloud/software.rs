use std::fmt;

use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
use serde::{Deserialize, Serialize};
use sm2::dsa::{
    Signature, SigningKey, VerifyingKey,
    signature::{Signer, Verifier},
};
use sm4::Sm4;

use super::module::CryptoModule;
use crate::{Failure, Secret};

/// Bytes of an SM4 key and of a block.
const BLOCK: usize = 16;

/// How a signature is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureForm {
    /// r‖s, 64 bytes.
    #[default]
    Raw,
    /// ASN.1 DER.
    Der,
}

/// The keys of one side, as settings hold them.
#[derive(Clone, Debug)]
pub struct KeyText {
    /// Our SM2 private key, 64 hex digits.
    pub private_key: Secret,
    /// The other side's SM2 public key: 128 hex digits, or 130 with the leading `04`.
    pub peer_public_key: String,
    /// The SM4 key both sides share, 32 hex digits.
    pub cipher_key: Secret,
    /// The signer id that goes into the signature; both sides use the same.
    pub signer_id: String,
    /// How signatures are written.
    pub signature_form: SignatureForm,
}

/// SM2 and SM4 in software.
pub struct SoftwareModule {
    key: SigningKey,
    peer: VerifyingKey,
    cipher_key: [u8; BLOCK],
    form: SignatureForm,
}

impl fmt::Debug for SoftwareModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SoftwareModule")
    }
}

impl SoftwareModule {
    /// Reads the keys.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] names the key that is none, without showing it.
    pub fn new(text: &KeyText) -> Result<Self, Failure> {
        let key = signing_key(&text.signer_id, &text.private_key)?;
        let peer = verifying_key(&text.signer_id, &text.peer_public_key)?;
        if key.verifying_key().to_sec1_bytes() == peer.to_sec1_bytes() {
            return Err(Failure::config(
                "asset_cloud: platform_public_key is our own public key; set it to the platform's",
            ));
        }
        let cipher_key = hex::decode(text.cipher_key.expose().trim())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| {
                Failure::config(
                    "asset_cloud: what cipher_key_file holds is not 32 hex digits of an SM4 key",
                )
            })?;
        Ok(Self {
            key,
            peer,
            cipher_key,
            form: text.signature_form,
        })
    }
}

/// The public key of a private one, 130 hex digits with the leading `04`: what is registered with
/// the platform.
///
/// # Errors
///
/// [`Failure::Config`] when it is no private key.
pub fn public_key(private_key: &Secret) -> Result<String, Failure> {
    // The signer id is no part of the key.
    let key = signing_key("", private_key)?;
    Ok(hex::encode(key.verifying_key().to_sec1_bytes()))
}

fn signing_key(signer_id: &str, text: &Secret) -> Result<SigningKey, Failure> {
    hex::decode(text.expose().trim())
        .ok()
        .and_then(|bytes| SigningKey::from_slice(signer_id, &bytes).ok())
        .ok_or_else(|| {
            Failure::config(
                "asset_cloud: what secret_file holds is not 64 hex digits of an SM2 private key",
            )
        })
}

/// Many tools leave out the `04` that says «not compressed».
fn verifying_key(signer_id: &str, text: &str) -> Result<VerifyingKey, Failure> {
    let text = text.trim();
    let point = if text.len() == 128 {
        format!("04{text}")
    } else {
        text.to_owned()
    };
    hex::decode(point)
        .ok()
        .and_then(|bytes| VerifyingKey::from_sec1_bytes(signer_id, &bytes).ok())
        .ok_or_else(|| {
            Failure::config(format!(
                "asset_cloud: platform_public_key {text:?} is no SM2 public key; write 128 hex digits, or 130 with the leading 04"
            ))
        })
}

impl CryptoModule for SoftwareModule {
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, Failure> {
        let signature: Signature = self
            .key
            .try_sign(text)
            .map_err(|_| Failure::transient("asset_cloud: signing failed; it is tried again"))?;
        Ok(match self.form {
            SignatureForm::Raw => signature.to_bytes().to_vec(),
            SignatureForm::Der => signature.to_der().as_ref().to_vec(),
        })
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let read = match self.form {
            SignatureForm::Raw => Signature::from_slice(signature),
            SignatureForm::Der => Signature::from_der(signature),
        };
        read.is_ok_and(|signature| self.peer.verify(text, &signature).is_ok())
    }

    fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        Ok(encrypt(&self.cipher_key, rand::random(), plain))
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        let (iv, rest) = cipher.split_first_chunk::<BLOCK>()?;
        cbc::Decryptor::<Sm4>::new(&self.cipher_key.into(), &(*iv).into())
            .decrypt_padded_vec::<Pkcs7>(rest)
            .ok()
    }
}

fn encrypt(key: &[u8; BLOCK], iv: [u8; BLOCK], plain: &[u8]) -> Vec<u8> {
    let cipher = cbc::Encryptor::<Sm4>::new(&(*key).into(), &iv.into());
    let mut sealed = iv.to_vec();
    sealed.extend(cipher.encrypt_padded_vec::<Pkcs7>(plain));
    sealed
}

#[cfg(test)]
mod tests {
    use sm4::cipher::{Block, BlockCipherEncrypt, KeyInit};

    use super::*;

    /// GB/T 32918.5, annex A: private and public key, and a signature over «message digest».
    const PRIVATE: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
    const PUBLIC: &str = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                          ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
    const SIGNATURE: &str = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3\
                             b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
    /// GB/T 32907, annex A: the key, which is also the plain text.
    const SM4: &str = "0123456789abcdeffedcba9876543210";

    fn module(private: &str, peer: &str, form: SignatureForm) -> Result<SoftwareModule, Failure> {
        SoftwareModule::new(&KeyText {
            private_key: Secret::new(private),
            peer_public_key: peer.into(),
            cipher_key: Secret::new(SM4),
            signer_id: "1234567812345678".into(),
            signature_form: form,
        })
    }

    fn bytes(text: &str) -> Vec<u8> {
        hex::decode(text).unwrap()
    }

    #[test]
    fn the_signature_of_the_national_standard_verifies() {
        let other = "11".repeat(32);
        assert_eq!(
            public_key(&Secret::new(PRIVATE)).unwrap(),
            format!("04{PUBLIC}")
        );
        for public in [PUBLIC.to_owned(), format!("04{PUBLIC}")] {
            let reader = module(&other, &public, SignatureForm::Raw).unwrap();
            assert!(reader.verify(b"message digest", &bytes(SIGNATURE)));
            assert!(!reader.verify(b"message digesT", &bytes(SIGNATURE)));
        }
    }

    // openssl pkeyutl -sign -rawin -digest sm3 -pkeyopt distid:1234567812345678
    #[test]
    fn a_signature_of_another_implementation_verifies_as_der() {
        let public = "dc777300bb82e38ef46f499ce8d83525aa48194b087c1e81f37ce882fcfc2157\
                      1b483bae11c643e1feb3b886911b6393c4beeae58d0ca2b4f81ace76c2cd69e6";
        let signature = "3045022100f7042575fb6ea448dd3a787baeec2b8502093b62342182e809b2e50a\
                         600ccb3d022031784d959cb1b3374d88c51e1cc36a87374e5c68cf54547ecbaf55\
                         1a40d9967d";
        let text = b"appCode=shuniu&encData=AA==";
        let reader = |form| module(PRIVATE, public, form).unwrap();
        assert!(reader(SignatureForm::Der).verify(text, &bytes(signature)));
        assert!(!reader(SignatureForm::Raw).verify(text, &bytes(signature)));
    }

    #[test]
    fn each_side_reads_the_other_in_either_form() {
        let other = "11".repeat(32);
        let public = public_key(&Secret::new(other.as_str())).unwrap();
        for form in [SignatureForm::Raw, SignatureForm::Der] {
            let (ours, theirs) = (module(PRIVATE, &public, form), module(&other, PUBLIC, form));
            let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
            let signature = ours.sign(b"text").unwrap();
            assert!(theirs.verify(b"text", &signature));
            assert!(!ours.verify(b"text", &signature));
        }
    }

    #[test]
    fn the_cipher_is_that_of_the_national_standard() {
        let key: [u8; BLOCK] = bytes(SM4).try_into().unwrap();
        let mut block = Block::<Sm4>::from(key);
        Sm4::new(&key.into()).encrypt_block(&mut block);
        assert_eq!(hex::encode(block), "681edf34d206965e86b3e94f536e4246");
    }

    // printf '资产卡片 asset card' | openssl enc -sm4-cbc -K 0123… -iv 0001…0f
    #[test]
    fn the_cipher_text_is_that_of_an_independent_implementation() {
        let key: [u8; BLOCK] = bytes(SM4).try_into().unwrap();
        let iv: [u8; BLOCK] = std::array::from_fn(|n| n as u8);
        let sealed = encrypt(&key, iv, "资产卡片 asset card".as_bytes());
        assert_eq!(
            hex::encode(&sealed[BLOCK..]),
            "42fff1a6f4e30f89e40491b075740b66edb3fcc334c85b3f28867f67f81066bf"
        );
        let reader = module(
            PRIVATE,
            &public_key(&Secret::new("11".repeat(32))).unwrap(),
            SignatureForm::Raw,
        );
        let reader = reader.unwrap();
        assert_eq!(
            reader.decrypt(&sealed).unwrap(),
            "资产卡片 asset card".as_bytes()
        );
        assert_eq!(reader.decrypt(&sealed[..BLOCK + 5]), None);
        assert_ne!(
            reader.encrypt(b"same").unwrap(),
            reader.encrypt(b"same").unwrap(),
            "each text has its own initial vector"
        );
    }

    #[test]
    fn a_key_that_is_none_is_named_and_not_shown() {
        let error = |private: &str, peer: &str| {
            module(private, peer, SignatureForm::Raw)
                .unwrap_err()
                .to_string()
        };
        let bad = error("canary-key", PUBLIC);
        assert!(
            bad.contains("secret_file") && !bad.contains("canary"),
            "{bad}"
        );
        assert!(error(PRIVATE, "04ff").contains("platform_public_key"));
        assert!(error(PRIVATE, PUBLIC).contains("our own"));
    }
}
