use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    config::InvestmentApprovalConfig,
    sign::{service, sign},
};
use crate::{
    Failure, Secret,
    egress::{Channel, Request},
    reply,
    session::{Issuer, Working},
};

/// Fetches the working secret with the app key.
#[derive(Debug)]
pub(super) struct SecretIssuer {
    app_key: Secret,
    requester: String,
    path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issued {
    secret: Secret,
    /// Milliseconds since 1970.
    secret_end_time: i64,
}

impl SecretIssuer {
    pub(super) fn new(config: &InvestmentApprovalConfig) -> Result<Self, Failure> {
        Ok(Self {
            app_key: config.resolve_app_key()?,
            requester: config.requester_id.clone(),
            path: config.paths.secret.clone(),
        })
    }
}

#[async_trait]
impl Issuer for SecretIssuer {
    async fn issue(&self, channel: &Channel, now: DateTime<Utc>) -> Result<Working, Failure> {
        let what = format!("investment_approval: POST {}", self.path);
        let request = Request::post(&self.path, "application/json", Vec::new());
        let request = sign(
            request,
            &self.app_key,
            service::SECRET,
            &self.requester,
            now,
        );
        let response = channel.send(&request).await?;
        let issued: Issued = reply::data(&what, &response)?;
        let ends_at = DateTime::from_timestamp_millis(issued.secret_end_time)
            .filter(|ends_at| *ends_at > now)
            .ok_or_else(|| {
                Failure::remote(format!(
                    "{what}: the platform issued a secret that has already ended; compare the clocks"
                ))
            })?;
        Ok(Working {
            secret: issued.secret,
            ends_at,
        })
    }
}
