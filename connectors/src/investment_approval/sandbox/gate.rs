use std::sync::Arc;

use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::super::sign::{service, verify};
use crate::{
    Secret,
    sandbox::{Kernel, envelope, refuse},
};

/// How far a caller's clock may be off.
const SKEW: Duration = Duration::minutes(5);
/// How long a secret lives.
const LIFE: Duration = Duration::minutes(30);

/// Whom the sandbox lets in.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The requester id (`rid`).
    pub requester_id: String,
    /// The app key.
    pub app_key: Secret,
}

impl Default for Credentials {
    /// The credentials of every sandbox that is started without others; no secret at all.
    fn default() -> Self {
        Self {
            requester_id: "shuniu".into(),
            app_key: Secret::new("sandbox-app-key"),
        }
    }
}

/// Checks signatures and gives secrets.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    pub(super) kernel: Arc<Kernel>,
    pub(super) credentials: Credentials,
}

impl Gate {
    /// Lets a request to `wanted` pass, or says why not.
    pub(super) fn check(&self, wanted: &str, headers: &HeaderMap) -> Result<(), Box<Response>> {
        let (secret, ends_at) = self.secret();
        self.signed(wanted, headers, &secret)?;
        let ended = self
            .kernel
            .read(|state| state.extra.contains_key("secret_ended"));
        if ended || ends_at <= self.kernel.clock.now() {
            let message = "the secret has ended, fetch a new one";
            return Err(refusal("SECRET_EXPIRED", message));
        }
        Ok(())
    }

    /// Answers a request for the working secret. Until it ends everyone gets the same one, so
    /// that several callers do not take it from each other.
    pub(super) fn issue(&self, headers: &HeaderMap) -> Result<Response, Box<Response>> {
        self.signed(service::SECRET, headers, &self.credentials.app_key)?;
        let now = self.kernel.clock.now();
        let outcome = self.kernel.change(|state| {
            let ended = state.extra.remove("secret_ended").is_some();
            let current = state.extra.get("secret").and_then(Working::read);
            let (number, usable) = match &current {
                Some(working) => (working.number, !ended && working.ends_at > now),
                None => (0, false),
            };
            match current {
                Some(working) if usable => working,
                _ => {
                    let working = Working {
                        number: number + 1,
                        ends_at: now + LIFE,
                    };
                    state.extra.insert("secret".to_owned(), working.write());
                    working
                }
            }
        });
        let working = outcome.map_err(|error| {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Box::new(refuse(status, "DATA_FILE", &error.to_string()))
        })?;
        Ok(envelope(&json!({
            "secret": working.text(&self.credentials.app_key),
            "secretEndTime": working.ends_at.timestamp_millis(),
        })))
    }

    fn secret(&self) -> (Secret, DateTime<Utc>) {
        let working = self
            .kernel
            .read(|state| state.extra.get("secret").and_then(Working::read))
            .unwrap_or(Working {
                number: 0,
                ends_at: DateTime::UNIX_EPOCH,
            });
        let secret = Secret::new(working.text(&self.credentials.app_key));
        (secret, working.ends_at)
    }

    fn signed(
        &self,
        wanted: &str,
        headers: &HeaderMap,
        secret: &Secret,
    ) -> Result<(), Box<Response>> {
        let header = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let (requester, rtime) = (header("rid"), header("rtime"));
        if requester != self.credentials.requester_id {
            return Err(refusal("UNKNOWN_REQUESTER", "rid is not registered"));
        }
        if header("sid") != wanted {
            return Err(refusal(
                "WRONG_SERVICE",
                "sid is not the service of this path",
            ));
        }
        let sent_at = rtime.parse().ok().and_then(DateTime::from_timestamp_millis);
        let off = sent_at.map(|at| (self.kernel.clock.now() - at).abs());
        if off.is_none_or(|off| off > SKEW) {
            return Err(refusal("CLOCK_SKEW", "rtime is not within five minutes"));
        }
        if !verify(secret, wanted, requester, rtime, header("sign")) {
            return Err(refusal("BAD_SIGNATURE", "sign does not fit"));
        }
        Ok(())
    }
}

/// The n-th secret, derived from the app key so that nothing is left to chance.
struct Working {
    number: i64,
    ends_at: DateTime<Utc>,
}

impl Working {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            number: value.get("number")?.as_i64()?,
            ends_at: value.get("ends_at")?.as_str()?.parse().ok()?,
        })
    }

    fn write(&self) -> Value {
        json!({ "number": self.number, "ends_at": self.ends_at.to_rfc3339() })
    }

    fn text(&self, app_key: &Secret) -> String {
        use sha2::{Digest, Sha256};
        let seed = format!("{}/{}", app_key.expose(), self.number);
        hex::encode(Sha256::digest(seed.as_bytes()))
    }
}

fn refusal(code: &str, message: &str) -> Box<Response> {
    Box::new(refuse(StatusCode::UNAUTHORIZED, code, message))
}
