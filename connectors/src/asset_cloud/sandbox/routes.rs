use std::net::SocketAddr;

use axum::{
    Extension, Json, Router,
    extract::State,
    http::StatusCode,
    middleware,
    response::Response,
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{
    cards,
    gate::{Credentials, Gate, guard},
};
use crate::sandbox::{
    self, Defect, Effect, Form, PageQuery, SandboxError, SandboxHandle, SandboxOptions,
    StreamShape, bad_query, envelope, refuse,
};

const SYSTEM: &str = "asset_cloud";

const SHAPES: [StreamShape; 1] = [StreamShape {
    name: "asset_changes",
    id: "changeNo",
    time: "updatedAt",
    time_format: "rfc3339",
    drift: "assetName",
    region: "regionCode",
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
        .route("/v1/ping", post(ping).route_layer(guarded.clone()))
        .route("/v1/cards", post(register).route_layer(guarded.clone()))
        .route("/v1/cards/query", post(ask).route_layer(guarded.clone()))
        .route(
            "/v1/cards/list",
            post(received).route_layer(guarded.clone()),
        )
        .route("/v1/changes", post(changes).route_layer(guarded))
        .route("/meta", get(meta))
        .with_state(gate)
}

async fn meta() -> Response {
    envelope(&json!({ "system": SYSTEM, "contract": "1" }))
}

async fn ping(Json(body): Json<Value>) -> Response {
    if let Err(Defect::Malformed(message) | Defect::Rejected(message)) = Form::read(&body, &[], &[])
    {
        return refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", &message);
    }
    envelope(&json!({ "pong": true }))
}

async fn changes(
    State(gate): State<Gate>,
    Extension(effect): Extension<Effect>,
    Json(body): Json<Value>,
) -> Response {
    match PageQuery::of_body(&body) {
        Ok(query) => gate.kernel.page(&SHAPES[0], &query, &effect),
        Err(message) => bad_query(&message),
    }
}

async fn register(State(gate): State<Gate>, Json(body): Json<Value>) -> Response {
    cards::register(&gate.kernel, &body)
}

async fn ask(State(gate): State<Gate>, Json(body): Json<Value>) -> Response {
    let field = "idempotencyKey";
    let key = Form::read(&body, &[field], &[]).and_then(|form| form.key(field));
    match key {
        Ok(key) => cards::ask(&gate.kernel, key),
        Err(Defect::Malformed(message) | Defect::Rejected(message)) => {
            refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", &message)
        }
    }
}

async fn received(
    State(gate): State<Gate>,
    Extension(effect): Extension<Effect>,
    Json(body): Json<Value>,
) -> Response {
    match PageQuery::of_body(&body) {
        Ok(query) => cards::received(&gate.kernel, &query, &effect),
        Err(message) => bad_query(&message),
    }
}
