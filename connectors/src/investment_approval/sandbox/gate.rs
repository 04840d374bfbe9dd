use std::sync::Arc;

use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{DateTime, Duration};
use serde_json::json;

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
        let secret = Secret::new(self.kernel.working().text(&self.credentials.app_key));
        self.signed(wanted, headers, &secret)?;
        if self.kernel.working_ended() {
            let message = "the secret has ended, fetch a new one";
            return Err(refusal("SECRET_EXPIRED", message));
        }
        Ok(())
    }

    /// Answers a request for the working secret.
    pub(super) fn issue(&self, headers: &HeaderMap) -> Result<Response, Box<Response>> {
        self.signed(service::SECRET, headers, &self.credentials.app_key)?;
        let working = self.kernel.issue_working(LIFE).map_err(|error| {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Box::new(refuse(status, "DATA_FILE", &error.to_string()))
        })?;
        Ok(envelope(&json!({
            "secret": working.text(&self.credentials.app_key),
            "secretEndTime": working.ends_at.timestamp_millis(),
        })))
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

fn refusal(code: &str, message: &str) -> Box<Response> {
    Box::new(refuse(StatusCode::UNAUTHORIZED, code, message))
}
