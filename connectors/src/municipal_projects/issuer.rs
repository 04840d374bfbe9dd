use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use url::form_urlencoded;

use super::config::MunicipalProjectsConfig;
use crate::{
    Failure, Secret,
    egress::{Channel, Request, Response},
    reply,
    session::{Issuer, Working},
};

/// However long a token is promised to live, it is renewed once a day.
const LONGEST: u64 = 24 * 60 * 60;

/// Fetches the access token by OAuth2 client credentials (RFC 6749, 4.4).
#[derive(Debug)]
pub(super) struct TokenIssuer {
    client_id: String,
    client_secret: Secret,
    path: String,
}

#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    token_type: String,
    expires_in: u64,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
    #[serde(default)]
    error_description: String,
}

impl TokenIssuer {
    pub(super) fn new(config: &MunicipalProjectsConfig) -> Result<Self, Failure> {
        Ok(Self {
            client_id: config.client_id.clone(),
            client_secret: config.resolve_client_secret()?,
            path: config.paths.token.clone(),
        })
    }

    /// Id and secret as HTTP Basic carries them: form-encoded first, so that any character may
    /// stand in them (RFC 6749, 2.3.1).
    fn authorization(&self) -> String {
        let encoded =
            |text: &str| -> String { form_urlencoded::byte_serialize(text.as_bytes()).collect() };
        let pair = format!(
            "{}:{}",
            encoded(&self.client_id),
            encoded(self.client_secret.expose())
        );
        format!("Basic {}", STANDARD.encode(pair))
    }

    fn refused(&self, what: &str, response: &Response) -> Failure {
        let Ok(Refused {
            error,
            error_description,
        }) = serde_json::from_slice(&response.body)
        else {
            return reply::refused(what, response);
        };
        let status = response.status;
        match error.as_str() {
            "invalid_client"
            | "unauthorized_client"
            | "unsupported_grant_type"
            | "invalid_scope" => Failure::config(format!(
                "{what}: refused with status {status} ({error} {error_description}); check client_id {:?} and the client secret in secret_file",
                self.client_id
            )),
            _ => Failure::remote(format!(
                "{what}: status {status} ({error} {error_description})"
            )),
        }
    }
}

#[async_trait]
impl Issuer for TokenIssuer {
    async fn issue(&self, channel: &Channel, now: DateTime<Utc>) -> Result<Working, Failure> {
        let what = format!("municipal_projects: POST {}", self.path);
        let body = b"grant_type=client_credentials".to_vec();
        let request = Request::post(&self.path, "application/x-www-form-urlencoded", body)
            .header("accept", "application/json")
            .header("authorization", self.authorization());
        let response = channel.send(&request).await?;
        if !response.is_success() {
            return Err(self.refused(&what, &response));
        }
        // What the parser complains about may be the token itself, so it is not passed on.
        let granted: Granted = serde_json::from_slice(&response.body).map_err(|_| {
            let shape = reply::shape(&response);
            Failure::remote(format!(
                "{what}: expected access_token, token_type and expires_in, got {shape}"
            ))
        })?;
        if !granted.token_type.eq_ignore_ascii_case("bearer") {
            return Err(Failure::remote(format!(
                "{what}: token_type {:?} is not Bearer, which the contract says",
                granted.token_type
            )));
        }
        if granted.expires_in == 0 {
            return Err(Failure::remote(format!(
                "{what}: the token has ended before it came (expires_in 0)"
            )));
        }
        let lives = i64::try_from(granted.expires_in.min(LONGEST)).unwrap_or(0);
        Ok(Working {
            secret: granted.access_token,
            ends_at: now + Duration::seconds(lives),
        })
    }
}
