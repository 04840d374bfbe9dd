//! The routes together.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::State,
    http::Response,
    middleware::from_fn_with_state,
    routing::{any, get},
};

use super::{
    Gateway, Media, Readiness, cors, graphql,
    health::{Operations, healthz, metrics, readyz},
    reply, request_id,
};
use crate::{
    fault::Code,
    service::{Answer, Failure},
};

/// What the router is made of besides the gateway.
pub struct Routes {
    /// Tells whether the hub can serve.
    pub readiness: Readiness,
    /// Origins whose pages may call.
    pub cors_origins: Vec<String>,
    /// Whether `/metrics` answers here, too.
    pub with_metrics: bool,
    /// Further routes, such as documents and feeds.
    pub more: Router<Arc<Gateway>>,
}

impl Routes {
    /// Routes with GraphQL, health and metrics alone.
    #[must_use]
    pub fn new(readiness: Readiness) -> Self {
        Self {
            readiness,
            cors_origins: Vec::new(),
            with_metrics: true,
            more: Router::new(),
        }
    }
}

/// Assembles the router of the API.
pub fn router(gateway: &Arc<Gateway>, routes: Routes) -> Router {
    let operations = Operations {
        gateway: Arc::clone(gateway),
        readiness: Arc::clone(&routes.readiness),
    };
    let router = Router::new()
        .route("/graphql", any(graphql::graphql))
        .merge(routes.more)
        .with_state(Arc::clone(gateway))
        .merge(health(operations, routes.with_metrics));
    let router = match cors(&routes.cors_origins) {
        Some(layer) => router.layer(layer),
        None => router,
    };
    finish(router, gateway)
}

/// Assembles the router for operators alone: health and metrics.
pub fn operations_router(gateway: &Arc<Gateway>, readiness: Readiness) -> Router {
    let operations = Operations {
        gateway: Arc::clone(gateway),
        readiness,
    };
    finish(health(operations, true), gateway)
}

fn health(operations: Operations, with_metrics: bool) -> Router {
    let router = Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz));
    let router = if with_metrics {
        router.route("/metrics", get(metrics))
    } else {
        router
    };
    router.with_state(operations)
}

fn finish(router: Router, gateway: &Arc<Gateway>) -> Router {
    let unknown = Router::new()
        .fallback(not_found)
        .with_state(Arc::clone(gateway));
    router
        .fallback_service(unknown)
        .layer(from_fn_with_state(Arc::clone(gateway), request_id))
}

async fn not_found(State(gateway): State<Arc<Gateway>>) -> Response<Body> {
    let message = "nothing lives at this address; GraphQL is at /graphql";
    let answer = Answer::failed(Failure::NotFound, Code::NotFound, message, None);
    reply(&answer, Media::Json, gateway.rules)
}
