use std::{net::SocketAddr, sync::Arc};

use axum::{
    Extension, Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{
    super::sign::service,
    applications,
    gate::{Credentials, Gate},
};
use crate::sandbox::{
    self, Effect, Kernel, PageQuery, SandboxError, SandboxHandle, SandboxOptions, StreamShape,
    envelope, key, refuse,
};

const SYSTEM: &str = "investment_approval";

const SHAPES: [StreamShape; 1] = [StreamShape {
    name: "approvals",
    id: "declareNo",
    time: "updatedAt",
    time_format: "rfc3339",
    drift: "projectName",
    region: "regionCode",
}];

/// Starts the platform's sandbox on `address` (port 0 for any free one).
///
/// # Errors
///
/// [`SandboxError`] when the data file or the port cannot be used.
pub async fn start(
    address: SocketAddr,
    options: SandboxOptions,
    credentials: Credentials,
) -> Result<SandboxHandle, SandboxError> {
    sandbox::start(SYSTEM, &SHAPES, address, options, |kernel| {
        routes(kernel, credentials)
    })
    .await
}

fn routes(kernel: &Arc<Kernel>, credentials: Credentials) -> Router {
    let gate = Gate {
        kernel: Arc::clone(kernel),
        credentials,
    };
    Router::new()
        .route("/meta", get(meta))
        .route("/auth/secret", post(secret))
        .route("/v1/ping", get(ping))
        .route("/v1/projects", get(projects))
        .route("/v1/project-codes/applications", get(received).post(apply))
        .route("/v1/project-codes/applications/{key}", get(ask))
        .with_state(gate)
}

async fn meta() -> Response {
    envelope(&json!({ "system": SYSTEM, "contract": "1" }))
}

async fn secret(State(gate): State<Gate>, headers: HeaderMap) -> Response {
    gate.issue(&headers).unwrap_or_else(|refusal| *refusal)
}

async fn ping(State(gate): State<Gate>, headers: HeaderMap) -> Response {
    match gate.check(service::PING, &headers) {
        Ok(()) => envelope(&json!({ "pong": true })),
        Err(refusal) => *refusal,
    }
}

async fn projects(
    State(gate): State<Gate>,
    Extension(effect): Extension<Effect>,
    query: PageQuery,
    headers: HeaderMap,
) -> Response {
    match gate.check(service::PROJECTS, &headers) {
        Ok(()) => gate.kernel.page(&SHAPES[0], &query, &effect),
        Err(refusal) => *refusal,
    }
}

async fn apply(State(gate): State<Gate>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    if let Err(refusal) = gate.check(service::APPLY, &headers) {
        return *refusal;
    }
    match key(&headers) {
        Some(key) => applications::apply(&gate.kernel, key, &body),
        None => {
            let message = "header Idempotency-Key is missing or is no key";
            refuse(StatusCode::BAD_REQUEST, "NO_KEY", message)
        }
    }
}

async fn received(
    State(gate): State<Gate>,
    Extension(effect): Extension<Effect>,
    query: PageQuery,
    headers: HeaderMap,
) -> Response {
    match gate.check(service::RECEIVED, &headers) {
        Ok(()) => applications::received(&gate.kernel, &query, &effect),
        Err(refusal) => *refusal,
    }
}

async fn ask(State(gate): State<Gate>, Path(key): Path<String>, headers: HeaderMap) -> Response {
    match gate.check(service::ASK, &headers) {
        Ok(()) => applications::ask(&gate.kernel, &key),
        Err(refusal) => *refusal,
    }
}
