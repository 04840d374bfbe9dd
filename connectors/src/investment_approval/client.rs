use std::sync::Arc;

use super::{config::InvestmentApprovalConfig, session::Session, sign::sign};
use crate::{
    Clock, Failure,
    egress::{Channel, Request, Response, Undelivered},
};

const UNAUTHORIZED: u16 = 401;

/// Sends signed requests, renewing the secret once when the platform no longer takes it: because
/// it has ended, or because the platform was restarted and forgot it.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) channel: Channel,
    session: Session,
    requester: String,
    clock: Arc<dyn Clock>,
}

impl Client {
    pub(super) fn new(
        config: &InvestmentApprovalConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Failure> {
        let channel = Channel::new(
            "investment_approval",
            &config.base_url,
            config.http.clone(),
            Arc::clone(&clock),
        )?;
        Ok(Self {
            channel,
            session: Session::new(config, Arc::clone(&clock))?,
            requester: config.requester_id.clone(),
            clock,
        })
    }

    /// Sends a signed request that may be repeated.
    pub(super) async fn send(&self, service: &str, request: &Request) -> Result<Response, Failure> {
        let mut renewed = false;
        loop {
            let secret = self.session.secret(&self.channel).await?;
            let now = self.clock.now();
            let signed = sign(request.clone(), &secret, service, &self.requester, now);
            let response = self.channel.send(&signed).await?;
            if renewed || response.status != UNAUTHORIZED {
                return Ok(response);
            }
            self.session.forget(&secret).await;
            renewed = true;
        }
    }

    /// Sends a signed request that must not arrive twice. A refused signature means that it was
    /// not taken, so that alone is tried again.
    pub(super) async fn send_once(
        &self,
        service: &str,
        request: &Request,
    ) -> Result<Response, Undelivered> {
        let mut renewed = false;
        loop {
            let secret = self.session.secret(&self.channel).await;
            let secret = secret.map_err(Undelivered::before)?;
            let now = self.clock.now();
            let signed = sign(request.clone(), &secret, service, &self.requester, now);
            let response = self.channel.send_once(&signed).await?;
            if renewed || response.status != UNAUTHORIZED {
                return Ok(response);
            }
            self.session.forget(&secret).await;
            renewed = true;
        }
    }
}
