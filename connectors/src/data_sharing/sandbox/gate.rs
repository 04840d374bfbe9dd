use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{DateTime, Duration, Utc};

use super::super::sign::signature;
use crate::{
    Secret,
    sandbox::{Kernel, refuse},
};

/// How far a caller's clock may be off.
const SKEW: Duration = Duration::minutes(5);

/// Whom the sandbox lets in, and what it grants.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The caller (`x-tif-paasid`).
    pub paas_id: String,
    /// The token that was given with it.
    pub token: Secret,
    /// The ids of the services by stream; one without an id is granted to whoever calls.
    pub services: BTreeMap<String, String>,
}

impl Default for Credentials {
    /// The credentials of every sandbox that is started without others; no secret at all.
    fn default() -> Self {
        let granted = |stream: &str| (stream.to_owned(), format!("sandbox-{stream}"));
        Self {
            paas_id: "shuniu".into(),
            token: Secret::new("sandbox-token"),
            services: ["catalog_entries", "connections", "deliveries"]
                .map(granted)
                .into(),
        }
    }
}

/// Checks signatures.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    pub(super) kernel: Arc<Kernel>,
    credentials: Credentials,
    /// Numbers used within the last minutes, with the moment from which they may be forgotten.
    used: Arc<Mutex<BTreeMap<String, DateTime<Utc>>>>,
}

impl Gate {
    pub(super) fn new(kernel: &Arc<Kernel>, credentials: Credentials) -> Self {
        Self {
            kernel: Arc::clone(kernel),
            credentials,
            used: Arc::default(),
        }
    }

    /// Lets a request for a stream pass, or says why not.
    pub(super) fn check(&self, stream: &str, headers: &HeaderMap) -> Result<(), Box<Response>> {
        let header = |name: &str| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default()
        };
        if header("x-tif-paasid") != self.credentials.paas_id {
            return Err(refusal("UNKNOWN_PAASID", "x-tif-paasid is not registered"));
        }
        let (timestamp, nonce) = (header("x-tif-timestamp"), header("x-tif-nonce"));
        let now = self.kernel.clock.now();
        let seconds = timestamp.parse().ok();
        let sent_at = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        if sent_at.is_none_or(|at| (now - at).abs() > SKEW) {
            let message = "x-tif-timestamp, in seconds, is not within five minutes";
            return Err(refusal("CLOCK_SKEW", message));
        }
        let expected = signature(&self.credentials.token, timestamp, nonce);
        if nonce.is_empty() || header("x-tif-signature") != expected {
            return Err(refusal("BAD_SIGNATURE", "x-tif-signature does not fit"));
        }
        // A number is used up by the signature, so that nobody else can use up ours.
        if !self.first_use(nonce, now) {
            return Err(refusal("REPLAYED", "x-tif-nonce was used before"));
        }
        let granted = self.credentials.services.get(stream);
        if granted.is_some_and(|id| header("x-tif-serviceId") != id) {
            let message = "no service with this x-tif-serviceId was granted to the caller";
            return Err(refusal("NOT_GRANTED", message));
        }
        Ok(())
    }

    /// Later than this a repeated request is turned away for its time.
    fn first_use(&self, nonce: &str, now: DateTime<Utc>) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, until| *until >= now);
        used.insert(nonce.to_owned(), now + SKEW * 2).is_none()
    }
}

fn refusal(code: &str, message: &str) -> Box<Response> {
    Box::new(refuse(StatusCode::UNAUTHORIZED, code, message))
}
