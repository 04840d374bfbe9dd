use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{
    config::InvestmentApprovalConfig,
    sign::{service, sign},
};
use crate::{
    Clock, Failure, Secret,
    egress::{Channel, Request},
    reply,
};

/// How long before its end a secret is renewed.
const MARGIN: Duration = Duration::seconds(60);

/// The working secret: fetched with the app key, renewed before it ends.
#[derive(Debug)]
pub(super) struct Session {
    app_key: Secret,
    requester: String,
    path: String,
    clock: Arc<dyn Clock>,
    current: Mutex<Option<Working>>,
}

#[derive(Clone, Debug)]
struct Working {
    secret: Secret,
    ends_at: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issued {
    secret: Secret,
    /// Milliseconds since 1970.
    secret_end_time: i64,
}

impl Session {
    pub(super) fn new(
        config: &InvestmentApprovalConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            app_key: config.resolve_app_key()?,
            requester: config.requester_id.clone(),
            path: config.paths.secret.clone(),
            clock,
            current: Mutex::new(None),
        })
    }

    /// The working secret. Concurrent callers share one renewal.
    pub(super) async fn secret(&self, channel: &Channel) -> Result<Secret, Failure> {
        let mut current = self.current.lock().await;
        if let Some(working) = &*current
            && working.ends_at - MARGIN > self.clock.now()
        {
            return Ok(working.secret.clone());
        }
        let working = self.fetch(channel).await?;
        let secret = working.secret.clone();
        *current = Some(working);
        Ok(secret)
    }

    /// Forgets a secret that the platform no longer takes, unless it was renewed meanwhile.
    pub(super) async fn forget(&self, refused: &Secret) {
        let mut current = self.current.lock().await;
        if current
            .as_ref()
            .is_some_and(|working| working.secret == *refused)
        {
            *current = None;
        }
    }

    async fn fetch(&self, channel: &Channel) -> Result<Working, Failure> {
        let what = format!("investment_approval: POST {}", self.path);
        let request = Request::post(&self.path, "application/json", Vec::new());
        let now = self.clock.now();
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
