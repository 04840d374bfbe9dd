//! What every route shares.

use std::sync::Arc;

use axum::http::{HeaderMap, header::AUTHORIZATION};

use crate::{
    auth::{AuthError, Authenticator, Principal},
    config::{Config, LimitsConfig, StatusRules},
    fault::Code,
    server::Lifecycle,
    service::{Answer, Failure, GraphqlService},
    telemetry::Metrics,
};

/// The pipeline, the token check and the settings that transports need; shared by all routes.
pub struct Gateway {
    /// The pipeline.
    pub service: GraphqlService,
    /// The token check.
    pub authenticator: Arc<Authenticator>,
    /// Limits on transports.
    pub limits: LimitsConfig,
    /// The edition of status codes.
    pub rules: StatusRules,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Shutdown.
    pub lifecycle: Lifecycle,
}

impl Gateway {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        service: GraphqlService,
        authenticator: Arc<Authenticator>,
        config: &Config,
        metrics: Arc<Metrics>,
        lifecycle: Lifecycle,
    ) -> Arc<Self> {
        Arc::new(Self {
            service,
            authenticator,
            limits: config.limits.clone(),
            rules: config.server.status_rules,
            metrics,
            lifecycle,
        })
    }

    /// Finds out who is calling.
    ///
    /// # Errors
    ///
    /// Fails with the answer to send: 401, or 503 when the keys are away.
    pub async fn caller(&self, headers: &HeaderMap) -> Result<Arc<Principal>, Answer> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let result = match (values.next().map(|value| value.to_str()), values.next()) {
            (None, _) => Err(AuthError::Missing),
            (Some(Ok(text)), None) => self.authenticator.bearer(text).await,
            _ => Err(AuthError::Scheme),
        };
        result.map(Arc::new).map_err(|error| self.refuse(&error))
    }

    /// Makes the answer for a refused token and counts it.
    pub fn refuse(&self, error: &AuthError) -> Answer {
        self.metrics.token_refused();
        tracing::debug!(%error, "a token was refused");
        let (failure, code) = match error {
            AuthError::Unavailable => (Failure::Unavailable, Code::Unavailable),
            _ => (Failure::Unauthenticated, Code::Unauthenticated),
        };
        Answer::failed(failure, code, error.to_string(), None)
    }
}
