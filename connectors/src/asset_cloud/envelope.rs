use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::module::CryptoModule;
use crate::Failure;

/// How far the clocks of the two sides may be apart.
pub(super) const SKEW: Duration = Duration::minutes(5);
const VERSION: &str = "1";
const ENC_TYPE: &str = "SM4";
const SIGN_TYPE: &str = "SM2";

/// The services of the platform, as they stand in the envelope.
pub(super) mod service {
    pub(in super::super) const PING: &str = "ping";
    pub(in super::super) const REGISTER: &str = "cards.register";
    pub(in super::super) const ASK: &str = "cards.query";
    pub(in super::super) const RECEIVED: &str = "cards.list";
    pub(in super::super) const CHANGES: &str = "changes.list";
}

/// A body as it travels, in both directions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope {
    pub(super) app_code: String,
    version: String,
    /// What is asked; an answer repeats it.
    pub(super) service: String,
    /// Milliseconds since 1970.
    timestamp: String,
    /// 32 hex digits, used once; an answer repeats it.
    pub(super) nonce: String,
    enc_type: String,
    sign_type: String,
    /// Base64 of initial vector and cipher text.
    enc_data: String,
    /// Base64 of the signature.
    sign_data: String,
}

/// Why an envelope is not to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Another version, cipher or kind of signature.
    Scheme,
    /// Made for another service.
    Service,
    /// Its time is too far from ours.
    Clock,
    /// The signature does not fit.
    Signature,
    /// The cipher text cannot be read with our key.
    Cipher,
}

/// What an envelope is made for.
pub(super) struct Address<'a> {
    pub(super) app_code: &'a str,
    pub(super) service: &'a str,
    pub(super) nonce: &'a str,
}

/// A number to be used once.
pub(super) fn nonce() -> String {
    hex::encode(rand::random::<[u8; 16]>())
}

impl Envelope {
    /// Encrypts and signs.
    pub(super) fn seal(
        module: &dyn CryptoModule,
        address: &Address<'_>,
        now: DateTime<Utc>,
        plain: &[u8],
    ) -> Result<Self, Failure> {
        let mut envelope = Self {
            app_code: address.app_code.to_owned(),
            version: VERSION.to_owned(),
            service: address.service.to_owned(),
            timestamp: now.timestamp_millis().to_string(),
            nonce: address.nonce.to_owned(),
            enc_type: ENC_TYPE.to_owned(),
            sign_type: SIGN_TYPE.to_owned(),
            enc_data: STANDARD.encode(module.encrypt(plain)?),
            sign_data: String::new(),
        };
        envelope.sign_data = STANDARD.encode(module.sign(envelope.signed_text().as_bytes())?);
        Ok(envelope)
    }

    /// Verifies, then decrypts. Nothing is decrypted that the other side did not sign.
    pub(super) fn open(
        &self,
        module: &dyn CryptoModule,
        service: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, Trouble> {
        if self.version != VERSION || self.enc_type != ENC_TYPE || self.sign_type != SIGN_TYPE {
            return Err(Trouble::Scheme);
        }
        if self.service != service {
            return Err(Trouble::Service);
        }
        let made_at = self.timestamp.parse().ok();
        let made_at = made_at.and_then(DateTime::from_timestamp_millis);
        if made_at.is_none_or(|at| (now - at).abs() > SKEW) {
            return Err(Trouble::Clock);
        }
        let signature = STANDARD.decode(&self.sign_data).unwrap_or_default();
        if !module.verify(self.signed_text().as_bytes(), &signature) {
            return Err(Trouble::Signature);
        }
        let cipher = STANDARD.decode(&self.enc_data).unwrap_or_default();
        module.decrypt(&cipher).ok_or(Trouble::Cipher)
    }

    /// Every field but the signature, in the order of the names.
    fn signed_text(&self) -> String {
        format!(
            "appCode={}&encData={}&encType={}&nonce={}&service={}&signType={}&timestamp={}&version={}",
            self.app_code,
            self.enc_data,
            self.enc_type,
            self.nonce,
            self.service,
            self.sign_type,
            self.timestamp,
            self.version,
        )
    }
}
