use std::net::SocketAddr;

use axum::{
    Extension, Json, Router,
    extract::State,
    middleware,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    cards,
    gate::{Credentials, Gate, guard},
};
use crate::sandbox::{
    self, Effect, PageQuery, SandboxError, SandboxHandle, SandboxOptions, StreamShape, envelope,
};

const SYSTEM: &str = "asset_cloud";

const SHAPES: [StreamShape; 1] = [StreamShape {
    name: "asset_changes",
    id: "changeNo",
    time: "updatedAt",
    time_format: "rfc3339",
    drift: "assetName",
}];

/// Starts the platform's sandbox on `address` (port 0 for any free one).
///
/// # Errors
///
/// [`SandboxError`] when the data file, the port or a key cannot be used.
pub async fn start(
    address: SocketAddr,
    options: SandboxOptions,
    credentials: Credentials,
) -> Result<SandboxHandle, SandboxError> {
    let module = credentials.module().map_err(|source| SandboxError::Keys {
        system: SYSTEM,
        source,
    })?;
    sandbox::start(SYSTEM, &SHAPES, address, options, |kernel| {
        routes(Gate::new(kernel, module, credentials.app_code))
    })
    .await
}

fn routes(gate: Gate) -> Router {
    let guarded = middleware::from_fn_with_state(gate.clone(), guard);
    Router::new()
        .route("/v1/ping", post(ping))
        .route("/v1/cards", post(register))
        .route("/v1/cards/query", post(ask))
        .route("/v1/cards/list", post(received))
        .route("/v1/changes", post(changes))
        .route_layer(guarded)
        .route("/meta", get(meta))
        .with_state(gate)
}

async fn meta() -> Response {
    envelope(&json!({ "system": SYSTEM, "contract": "1" }))
}

async fn ping() -> Response {
    envelope(&json!({ "pong": true }))
}

async fn changes(
    State(gate): State<Gate>,
    Extension(effect): Extension<Effect>,
    Json(query): Json<PageQuery>,
) -> Response {
    gate.kernel.page(&SHAPES[0], &query, &effect)
}

async fn register(State(gate): State<Gate>, Json(body): Json<Value>) -> Response {
    cards::register(&gate.kernel, &body)
}

async fn received(
    State(gate): State<Gate>,
    Extension(effect): Extension<Effect>,
    Json(query): Json<PageQuery>,
) -> Response {
    cards::received(&gate.kernel, &query, &effect)
}

/// A question about a card.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Question {
    idempotency_key: String,
}

async fn ask(State(gate): State<Gate>, Json(question): Json<Question>) -> Response {
    cards::ask(&gate.kernel, &question.idempotency_key)
}
