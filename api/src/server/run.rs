//! From settings to a server that answers.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::net::TcpListener;

use super::serve_on;
use crate::{
    config::{Config, LimitsConfig},
    http::{Gateway, Readiness, Routes, operations_router, router},
};

/// The server could not begin.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address cannot be listened on.
    #[error("listening on {address} failed; choose another with `{key}`")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The key that sets it.
        key: &'static str,
        /// Why.
        #[source]
        cause: io::Error,
    },
}

/// A server that listens but does not accept yet.
pub struct Server {
    gateway: Arc<Gateway>,
    listener: TcpListener,
    router: Router,
    operations: Option<(TcpListener, Router)>,
    address: SocketAddr,
    operations_address: Option<SocketAddr>,
    drain: Duration,
}

impl Server {
    /// Binds the addresses of `[server]` and assembles the routers. `more` holds the routes beside
    /// GraphQL.
    ///
    /// # Errors
    ///
    /// Fails when an address cannot be listened on.
    pub async fn bind(
        config: &Config,
        gateway: Arc<Gateway>,
        readiness: Readiness,
        more: Router<Arc<Gateway>>,
    ) -> Result<Self, ServerError> {
        let (listener, address) = listen(config.server.listen, "server.listen").await?;
        let (operations, operations_address) = match config.server.metrics_listen {
            Some(address) => {
                let (listener, address) = listen(address, "server.metrics_listen").await?;
                let router = operations_router(&gateway, Arc::clone(&readiness));
                (Some((listener, router)), Some(address))
            }
            None => (None, None),
        };
        let routes = Routes {
            readiness,
            cors_origins: config.server.cors_origins.clone(),
            with_metrics: operations.is_none(),
            more,
        };
        let router = router(&gateway, routes);
        let drain = Duration::from_millis(config.server.drain_ms);
        Ok(Self {
            gateway,
            listener,
            router,
            operations,
            address,
            operations_address,
            drain,
        })
    }

    /// Returns the address of the API, with the port the system chose for port 0.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address of health and metrics, when it is one of its own.
    #[must_use]
    pub fn operations_address(&self) -> Option<SocketAddr> {
        self.operations_address
    }

    /// Returns the line that says the server is ready; others wait for it on stdout.
    #[must_use]
    pub fn ready_line(&self) -> String {
        format!("ready http://{}/graphql", self.address)
    }

    /// Serves until `shutdown` ends, then drains: no new connections, sockets closed with 1001,
    /// running requests and background tasks finished within `server.drain_ms`. Health and metrics go on meanwhile.
    /// Tells whether everything ended in time.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> bool {
        let limits: &LimitsConfig = &self.gateway.limits;
        let metrics = &self.gateway.metrics;
        let lifecycle = self.gateway.lifecycle.clone();
        // The operators' listener has a lifecycle of its own, so that it outlives the drain.
        let operations = super::Lifecycle::new();
        let api = serve_on(
            self.listener,
            self.router,
            limits,
            Arc::clone(metrics),
            lifecycle.clone(),
        );
        let beside = async {
            if let Some((listener, router)) = self.operations {
                serve_on(
                    listener,
                    router,
                    limits,
                    Arc::clone(metrics),
                    operations.clone(),
                )
                .await;
            }
        };
        let stop = async {
            shutdown.await;
            lifecycle.drain();
            let finished = lifecycle.finished(self.drain).await;
            operations.drain();
            finished
        };
        let ((), (), finished) = tokio::join!(api, beside, stop);
        if !finished {
            tracing::warn!(drain = ?self.drain, "requests or background tasks were cut off at shutdown");
        }
        finished
    }
}

async fn listen(
    address: SocketAddr,
    key: &'static str,
) -> Result<(TcpListener, SocketAddr), ServerError> {
    let failed = |cause| ServerError::Listen {
        address,
        key,
        cause,
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}
