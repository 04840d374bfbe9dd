use std::sync::Arc;

use super::{config::InvestmentApprovalConfig, issuer::SecretIssuer, sign::sign};
use crate::{
    Clock, Failure,
    egress::{Channel, Request, Response, Undelivered},
    session::Session,
};

/// Sends signed requests.
#[derive(Debug)]
pub(super) struct Client {
    session: Session<SecretIssuer>,
    requester: String,
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
            session: Session::new(channel, SecretIssuer::new(config)?, clock),
            requester: config.requester_id.clone(),
        })
    }

    pub(super) const fn channel(&self) -> &Channel {
        &self.session.channel
    }

    /// Sends a signed request that may be repeated.
    pub(super) async fn send(&self, service: &str, request: &Request) -> Result<Response, Failure> {
        self.session
            .send(|secret, now| sign(request.clone(), secret, service, &self.requester, now))
            .await
    }

    /// Sends a signed request that must not arrive twice.
    pub(super) async fn send_once(
        &self,
        service: &str,
        request: &Request,
    ) -> Result<Response, Undelivered> {
        self.session
            .send_once(|secret, now| sign(request.clone(), secret, service, &self.requester, now))
            .await
    }
}
