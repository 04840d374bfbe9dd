use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::Duration;
use serde_json::json;
use url::form_urlencoded;

use crate::{
    Secret,
    sandbox::{Kernel, refuse},
};

/// How long a token lives.
const LIFE: Duration = Duration::hours(2);

/// Whom the sandbox lets in.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub client_secret: Secret,
}

impl Default for Credentials {
    /// The credentials of every sandbox that is started without others; no secret at all.
    fn default() -> Self {
        Self {
            client_id: "shuniu".into(),
            client_secret: Secret::new("sandbox-client-secret"),
        }
    }
}

/// Gives tokens and checks them.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    pub(super) kernel: Arc<Kernel>,
    pub(super) credentials: Credentials,
}

impl Gate {
    /// Lets a request pass that bears the token, or says why not.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<(), Box<Response>> {
        let token = self.kernel.working().text(&self.credentials.client_secret);
        let borne = authorization(headers, "Bearer ");
        if borne.is_none_or(|borne| borne != token) {
            let message = "the access token is missing or not one of ours";
            return Err(unauthorized("INVALID_TOKEN", message));
        }
        if self.kernel.working_ended() {
            let message = "the access token has ended, fetch a new one";
            return Err(unauthorized("TOKEN_EXPIRED", message));
        }
        Ok(())
    }

    /// Answers a request for a token (RFC 6749, 4.4 and 5).
    pub(super) fn grant(&self, headers: &HeaderMap, body: &Bytes) -> Response {
        let known = authorization(headers, "Basic ")
            .and_then(|basic| client(&basic))
            .is_some_and(|(id, secret)| {
                id == self.credentials.client_id
                    && secret == self.credentials.client_secret.expose()
            });
        if !known {
            let message = "the client is unknown or its secret is wrong";
            return oauth_error(StatusCode::UNAUTHORIZED, "invalid_client", message);
        }
        let wanted = form_urlencoded::parse(body)
            .any(|(name, value)| name == "grant_type" && value == "client_credentials");
        if !wanted {
            let message = "grant_type must be client_credentials";
            return oauth_error(StatusCode::BAD_REQUEST, "unsupported_grant_type", message);
        }
        match self.kernel.issue_working(LIFE) {
            Ok(working) => {
                let left = working.ends_at - self.kernel.clock.now();
                let granted = json!({
                    "access_token": working.text(&self.credentials.client_secret),
                    "token_type": "Bearer",
                    "expires_in": left.num_seconds(),
                });
                ([(header::CACHE_CONTROL, "no-store")], Json(granted)).into_response()
            }
            Err(error) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                refuse(status, "DATA_FILE", &error.to_string())
            }
        }
    }
}

fn authorization(headers: &HeaderMap, scheme: &str) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix(scheme).map(str::to_owned)
}

/// Id and secret out of HTTP Basic, form-decoded.
fn client(basic: &str) -> Option<(String, String)> {
    let pair = String::from_utf8(STANDARD.decode(basic).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((decoded(id)?, decoded(secret)?))
}

fn decoded(text: &str) -> Option<String> {
    if text.contains(['&', '=']) {
        return None;
    }
    let form = format!("v={text}");
    let (_, value) = form_urlencoded::parse(form.as_bytes()).next()?;
    Some(value.into_owned())
}

fn unauthorized(code: &str, message: &str) -> Box<Response> {
    let mut response = refuse(StatusCode::UNAUTHORIZED, code, message);
    let scheme = HeaderValue::from_static("Bearer");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, scheme);
    Box::new(response)
}

fn oauth_error(status: StatusCode, error: &str, description: &str) -> Response {
    let body = json!({ "error": error, "error_description": description });
    (status, Json(body)).into_response()
}
