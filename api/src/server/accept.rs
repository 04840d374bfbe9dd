//! Accepting connections, with limits on their heads.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use super::Lifecycle;
use crate::{config::LimitsConfig, telemetry::Metrics};

/// How long we pause when the system has no more sockets to give.
const BREATH: Duration = Duration::from_millis(100);

/// Serves a router on a listener until the shutdown begins. Connections go on until they are done
/// with the request they have; [`Lifecycle::finished`] waits for them.
pub async fn serve_on(
    listener: TcpListener,
    router: Router,
    limits: &LimitsConfig,
    metrics: Arc<Metrics>,
    lifecycle: Lifecycle,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(Duration::from_millis(limits.header_read_ms))
        .max_headers(limits.headers)
        .max_buf_size(limits.header_bytes.max(8_192));
    let mut draining = lifecycle.draining();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = draining.wait() => return,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let Some(open) = metrics.connections.hold_below(limits.connections) else {
            // Dropping the stream closes it: there is no answer without a request.
            metrics.limit_hit("connections");
            continue;
        };
        let held = lifecycle.hold();
        let connection = serve_one(http.clone(), stream, router.clone(), lifecycle.clone());
        tokio::spawn(async move {
            connection.await;
            drop((open, held));
        });
    }
}

async fn serve_one(http: http1::Builder, stream: TcpStream, router: Router, lifecycle: Lifecycle) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    let service = router.map_request(|request: Request<Incoming>| request.map(Body::new));
    let service = TowerToHyperService::new(service);
    let connection = http
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let mut draining = lifecycle.draining();
    let result = tokio::select! {
        result = connection.as_mut() => result,
        () = draining.wait() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection broke");
    }
}
