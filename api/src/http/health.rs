//! `/healthz`, `/readyz`, `/metrics`.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::IntoResponse,
};
use futures_util::future::BoxFuture;

use super::Gateway;

/// Tells whether the hub can serve, and what it lacks meanwhile; or why not.
pub type Readiness =
    Arc<dyn Fn() -> BoxFuture<'static, Result<Option<String>, String>> + Send + Sync>;

/// The readiness of a server that waits for nothing.
#[must_use]
pub fn always_ready() -> Readiness {
    Arc::new(|| Box::pin(async { Ok(None) }))
}

/// What the routes for operators share.
#[derive(Clone)]
pub(super) struct Operations {
    pub(super) gateway: Arc<Gateway>,
    pub(super) readiness: Readiness,
}

/// The process runs.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The process can serve: it is not shutting down and what it needs is there.
pub(super) async fn readyz(State(state): State<Operations>) -> impl IntoResponse {
    if state.gateway.lifecycle.is_draining() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "shutting down\n".to_owned(),
        );
    }
    match (state.readiness)().await {
        Ok(None) => (StatusCode::OK, "ready\n".to_owned()),
        Ok(Some(lacks)) => (StatusCode::OK, format!("ready; {lacks}\n")),
        Err(reason) => {
            tracing::warn!(reason, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                format!("not ready: {reason}\n"),
            )
        }
    }
}

/// The metrics, in the Prometheus text format.
pub(super) async fn metrics(State(state): State<Operations>) -> impl IntoResponse {
    let content_type = "text/plain; version=0.0.4; charset=utf-8";
    (
        [(CONTENT_TYPE, content_type)],
        state.gateway.metrics.registry().expose(),
    )
}
