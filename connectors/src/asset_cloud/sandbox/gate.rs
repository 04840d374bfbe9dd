use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use chrono::{DateTime, Utc};

use super::super::{
    envelope::{Address, Envelope, SKEW, Trouble, service},
    module::CryptoModule,
    software::{KeyText, SignatureForm, SoftwareModule, public_key},
};
use crate::{
    Failure, Secret,
    sandbox::{Kernel, in_words, refuse},
};

/// The largest body that is opened or sealed; pages are far smaller.
const LARGEST: usize = 64 * 1024 * 1024;

/// The private key of whoever talks to a sandbox with the default credentials; no secret at all.
pub const APP_PRIVATE_KEY: &str =
    "1111111111111111111111111111111111111111111111111111111111111111";

/// Whom the sandbox lets in, and what it signs with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The caller (`appCode`).
    pub app_code: String,
    /// The caller's SM2 public key.
    pub app_public_key: String,
    /// The sandbox's own SM2 private key.
    pub private_key: Secret,
    /// The shared SM4 key.
    pub cipher_key: Secret,
    /// The signer id in signatures.
    pub signer_id: String,
    /// How signatures are written.
    pub signature_form: SignatureForm,
}

impl Credentials {
    /// Those of a caller with this private key.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] when it is no private key.
    pub fn of(app_private_key: &Secret) -> Result<Self, Failure> {
        Ok(Self {
            app_public_key: public_key(app_private_key)?,
            ..Self::default()
        })
    }

    /// The public key that callers verify the sandbox's answers with.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] when `private_key` is no private key.
    pub fn platform_public_key(&self) -> Result<String, Failure> {
        public_key(&self.private_key)
    }

    pub(super) fn module(&self) -> Result<SoftwareModule, Failure> {
        SoftwareModule::new(&KeyText {
            private_key: self.private_key.clone(),
            peer_public_key: self.app_public_key.clone(),
            cipher_key: self.cipher_key.clone(),
            signer_id: self.signer_id.clone(),
            signature_form: self.signature_form,
        })
    }
}

impl Default for Credentials {
    /// The credentials of every sandbox that is started without others; no secret at all.
    fn default() -> Self {
        Self {
            app_code: "shuniu".into(),
            app_public_key: public_key(&Secret::new(APP_PRIVATE_KEY)).unwrap_or_default(),
            private_key: Secret::new("22".repeat(32)),
            cipher_key: Secret::new("0123456789abcdeffedcba9876543210"),
            signer_id: "1234567812345678".into(),
            signature_form: SignatureForm::Raw,
        }
    }
}

/// Opens what comes in, seals what goes out.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    pub(super) kernel: Arc<Kernel>,
    module: Arc<dyn CryptoModule>,
    app_code: String,
    /// Numbers used within the last minutes, with the moment from which they may be forgotten.
    used: Arc<Mutex<BTreeMap<String, DateTime<Utc>>>>,
}

impl Gate {
    pub(super) fn new(kernel: &Arc<Kernel>, module: SoftwareModule, app_code: String) -> Self {
        Self {
            kernel: Arc::clone(kernel),
            module: Arc::new(module),
            app_code,
            used: Arc::default(),
        }
    }

    /// The envelope and its plain text, or why not.
    fn open(&self, service: &str, body: &[u8]) -> Result<(Envelope, Vec<u8>), Box<Response>> {
        let envelope: Envelope = serde_json::from_slice(body)
            .map_err(|error| refusal("NOT_SEALED", &format!("no sealed body: {error}")))?;
        if envelope.app_code != self.app_code {
            return Err(refusal("UNKNOWN_APP", "appCode is not registered"));
        }
        let now = self.kernel.clock.now();
        let opened = envelope.open(&*self.module, service, now);
        // A number is used up by the signature, so that nobody else can use up ours.
        let signed = !matches!(
            opened,
            Err(Trouble::Scheme | Trouble::Service | Trouble::Clock | Trouble::Signature)
        );
        if signed && !self.first_use(&envelope.nonce, now) {
            return Err(refusal("REPLAYED", "nonce was used before"));
        }
        let plain = opened.map_err(|trouble| match trouble {
            Trouble::Scheme => refusal("BAD_SCHEME", "version 1 with SM4 and SM2 is expected"),
            Trouble::Service => refusal("WRONG_SERVICE", "service is not that of this path"),
            Trouble::Clock => refusal("CLOCK_SKEW", "timestamp is not within five minutes"),
            Trouble::Signature => refusal("BAD_SIGNATURE", "signData does not fit"),
            Trouble::Cipher => refusal("BAD_CIPHER", "encData cannot be decrypted"),
        })?;
        Ok((envelope, plain))
    }

    /// Later than this a repeated request is turned away for its time.
    fn first_use(&self, nonce: &str, now: DateTime<Utc>) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, until| *until >= now);
        used.insert(nonce.to_owned(), now + SKEW * 2).is_none()
    }

    async fn seal(&self, asked: &Envelope, response: Response) -> Response {
        let (mut parts, body) = response.into_parts();
        let plain = to_bytes(body, LARGEST).await.unwrap_or_default();
        let address = Address {
            app_code: &asked.app_code,
            service: &asked.service,
            nonce: &asked.nonce,
        };
        let now = self.kernel.clock.now();
        let sealed = Envelope::seal(&*self.module, &address, now, &plain)
            .ok()
            .and_then(|envelope| serde_json::to_vec(&envelope).ok());
        let Some(sealed) = sealed else {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            return refuse(status, "NOT_SEALED", "the answer could not be sealed");
        };
        parts.headers.remove(header::CONTENT_LENGTH);
        let json = HeaderValue::from_static("application/json");
        parts.headers.insert(header::CONTENT_TYPE, json);
        Response::from_parts(parts, Body::from(sealed))
    }
}

/// The service of each path.
fn service_of(path: &str) -> &'static str {
    match path {
        "/v1/cards" => service::REGISTER,
        "/v1/cards/query" => service::ASK,
        "/v1/cards/list" => service::RECEIVED,
        "/v1/changes" => service::CHANGES,
        _ => service::PING,
    }
}

/// Stands before every service: what passes has a plain body, what comes back is sealed.
pub(super) async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        return refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            "TOO_LARGE",
            "body is too large",
        );
    };
    let (asked, plain) = match gate.open(service_of(parts.uri.path()), &body) {
        Ok(opened) => opened,
        Err(refusal) => return *refusal,
    };
    let answer = next
        .run(Request::from_parts(parts, Body::from(plain)))
        .await;
    gate.seal(&asked, in_words(answer).await).await
}

fn refusal(code: &str, message: &str) -> Box<Response> {
    Box::new(refuse(StatusCode::UNAUTHORIZED, code, message))
}
