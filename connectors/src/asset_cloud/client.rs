use std::sync::Arc;

use serde::Serialize;

use super::{
    envelope::{Address, Envelope, Trouble, nonce},
    module::CryptoModule,
};
use crate::{
    Clock, Failure,
    egress::{Channel, Reached, Request, Response, Undelivered},
    reply,
};

/// Sends sealed requests and opens the sealed answers.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) channel: Channel,
    pub(super) module: Arc<dyn CryptoModule>,
    pub(super) app_code: String,
    pub(super) clock: Arc<dyn Clock>,
}

/// What is asked of which service.
pub(super) struct Call<'a, T> {
    pub(super) service: &'a str,
    pub(super) path: &'a str,
    pub(super) body: &'a T,
}

impl Client {
    /// Asks something that may be repeated; each attempt is sealed anew.
    pub(super) async fn send<T: Serialize + Sync>(
        &self,
        call: &Call<'_, T>,
    ) -> Result<Response, Failure> {
        let mut used = String::new();
        let response = self
            .channel
            .send_each(|| {
                used = nonce();
                self.seal(call, &used)
            })
            .await?;
        self.open(call, &used, &response)
            .map_err(|undelivered| undelivered.failure)
    }

    /// Asks something that must not arrive twice. An answer that cannot be trusted leaves open
    /// whether it arrived.
    pub(super) async fn send_once<T: Serialize + Sync>(
        &self,
        call: &Call<'_, T>,
    ) -> Result<Response, Undelivered> {
        let used = nonce();
        let request = self.seal(call, &used).map_err(Undelivered::before)?;
        let response = self.channel.send_once(&request).await?;
        self.open(call, &used, &response)
    }

    fn seal<T: Serialize>(&self, call: &Call<'_, T>, nonce: &str) -> Result<Request, Failure> {
        let unwritable = |error: serde_json::Error| {
            Failure::config(format!(
                "asset_cloud: {} cannot be written: {error}",
                call.service
            ))
        };
        let plain = serde_json::to_vec(call.body).map_err(unwritable)?;
        let address = Address {
            app_code: &self.app_code,
            service: call.service,
            nonce,
        };
        let envelope = Envelope::seal(&*self.module, &address, self.clock.now(), &plain)?;
        let body = serde_json::to_vec(&envelope).map_err(unwritable)?;
        Ok(Request::post(call.path, "application/json", body))
    }

    /// The answer with its plain body.
    fn open<T>(
        &self,
        call: &Call<'_, T>,
        nonce: &str,
        response: &Response,
    ) -> Result<Response, Undelivered> {
        let what = format!("asset_cloud: {}", call.service);
        let within = |failure| Undelivered {
            failure,
            reached: Reached::Inside,
        };
        let envelope: Envelope = match serde_json::from_slice(&response.body) {
            Ok(envelope) => envelope,
            Err(error) if response.is_success() => {
                return Err(within(reply::unreadable(&what, response, &error)));
            }
            // Only the door answers in the open.
            Err(_) => {
                let at_the_door = matches!(response.status, 401 | 403 | 404 | 405);
                return Err(Undelivered {
                    failure: turned_away(&what, response),
                    reached: if at_the_door {
                        Reached::Door
                    } else {
                        Reached::Inside
                    },
                });
            }
        };
        if envelope.app_code != self.app_code || envelope.nonce != nonce {
            return Err(within(Failure::config(format!(
                "{what}: the answer belongs to another request (REPLAYED); look for what repeats answers between here and the platform"
            ))));
        }
        let plain = envelope
            .open(&*self.module, call.service, self.clock.now())
            .map_err(|trouble| within(untrusted(&what, trouble)))?;
        Ok(Response {
            status: response.status,
            body: plain,
            headers: response.headers.clone(),
            origin: response.origin.clone(),
        })
    }
}

/// Says what to do about an answer that is not to be trusted.
fn untrusted(what: &str, trouble: Trouble) -> Failure {
    let (said, mend) = match trouble {
        Trouble::Scheme => (
            "is not of version 1 with SM4 and SM2",
            "compare the platform's interface with contract.yaml",
        ),
        Trouble::Service => (
            "is for another service",
            "look for what mixes up answers between here and the platform",
        ),
        Trouble::Clock => (
            "was made more than five minutes from now",
            "set this machine's clock right; if it is, somebody repeats old answers",
        ),
        Trouble::Signature => (
            "is not signed by the platform",
            "check platform_public_key, signer_id and signature_form",
        ),
        Trouble::Cipher => (
            "is signed by the platform and cannot be decrypted",
            "check the key in the file that cipher_key_file names",
        ),
    };
    Failure::config(format!("{what}: the answer {said}; {mend}"))
}

/// Says what to do when the platform does not let us in.
fn turned_away(what: &str, response: &Response) -> Failure {
    let code = reply::refusal(response).map(|refusal| refusal.code);
    let mend = match code.as_deref() {
        Some("UNKNOWN_APP") => "check app_code",
        Some("CLOCK_SKEW") => "set this machine's clock right",
        Some("BAD_SIGNATURE") => {
            "register the public key of the private key in secret_file with the platform, and check signer_id and signature_form"
        }
        Some("BAD_CIPHER") => "check the key in the file that cipher_key_file names",
        Some("REPLAYED") => "look for what repeats our requests between here and the platform",
        _ => return reply::refused(what, response),
    };
    Failure::config(format!(
        "{what}: refused with status {} ({}); {mend}",
        response.status,
        code.unwrap_or_default()
    ))
}
