//! Requests under a secret that ends: a working secret, an access token.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use tokio::sync::Mutex;

use crate::{
    Clock, Failure, Secret,
    egress::{Channel, Request, Response, Undelivered},
};

/// How long before its end a secret is renewed at most.
const MARGIN: Duration = Duration::seconds(60);

const UNAUTHORIZED: u16 = 401;

/// A secret with its end.
#[derive(Debug)]
pub(crate) struct Working {
    pub(crate) secret: Secret,
    pub(crate) ends_at: DateTime<Utc>,
}

/// Where working secrets come from.
#[async_trait]
pub(crate) trait Issuer: fmt::Debug + Send + Sync {
    /// Fetches a working secret.
    async fn issue(&self, channel: &Channel, now: DateTime<Utc>) -> Result<Working, Failure>;
}

/// A channel whose requests carry the working secret. Concurrent callers share it and its renewal;
/// it is renewed before it ends, and once when the other side no longer takes it: because it has
/// ended early, or because the platform was restarted and forgot it.
#[derive(Debug)]
pub(crate) struct Session<I> {
    pub(crate) channel: Channel,
    issuer: I,
    clock: Arc<dyn Clock>,
    current: Mutex<Option<Held>>,
}

#[derive(Debug)]
struct Held {
    secret: Secret,
    renew_at: DateTime<Utc>,
}

impl Held {
    /// Who asks shortly before the end may be given the same secret again; it is then used for
    /// half of what is left, so that not every request asks for another.
    fn new(working: Working, now: DateTime<Utc>) -> Self {
        let life = working.ends_at - now;
        Self {
            secret: working.secret,
            renew_at: now + (life - MARGIN).max(life / 2),
        }
    }
}

impl<I: Issuer> Session<I> {
    pub(crate) fn new(channel: Channel, issuer: I, clock: Arc<dyn Clock>) -> Self {
        Self {
            channel,
            issuer,
            clock,
            current: Mutex::new(None),
        }
    }

    /// Sends a request that may be repeated, as `dress` makes it with the secret and the time.
    pub(crate) async fn send<D>(&self, dress: D) -> Result<Response, Failure>
    where
        D: Fn(&Secret, DateTime<Utc>) -> Request + Send + Sync,
    {
        let mut renewed = false;
        loop {
            let secret = self.secret().await?;
            let request = dress(&secret, self.clock.now());
            let response = self.channel.send(&request).await?;
            if renewed || response.status != UNAUTHORIZED {
                return Ok(response);
            }
            self.forget(&secret).await;
            renewed = true;
        }
    }

    /// Sends a request that must not arrive twice. A refused secret means that it was not taken,
    /// so that alone is tried again.
    pub(crate) async fn send_once<D>(&self, dress: D) -> Result<Response, Undelivered>
    where
        D: Fn(&Secret, DateTime<Utc>) -> Request + Send + Sync,
    {
        let mut renewed = false;
        loop {
            let secret = self.secret().await.map_err(Undelivered::before)?;
            let request = dress(&secret, self.clock.now());
            let response = self.channel.send_once(&request).await?;
            if renewed || response.status != UNAUTHORIZED {
                return Ok(response);
            }
            self.forget(&secret).await;
            renewed = true;
        }
    }

    async fn secret(&self) -> Result<Secret, Failure> {
        let mut current = self.current.lock().await;
        let now = self.clock.now();
        if let Some(held) = &*current
            && held.renew_at > now
        {
            return Ok(held.secret.clone());
        }
        let working = self.issuer.issue(&self.channel, now).await?;
        let secret = working.secret.clone();
        *current = Some(Held::new(working, now));
        Ok(secret)
    }

    /// Forgets a secret that the other side no longer takes, unless it was renewed meanwhile.
    async fn forget(&self, refused: &Secret) {
        let mut current = self.current.lock().await;
        if current.as_ref().is_some_and(|held| held.secret == *refused) {
            *current = None;
        }
    }
}
