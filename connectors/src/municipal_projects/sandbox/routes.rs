use std::{net::SocketAddr, sync::Arc};

use axum::{
    Extension, Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{
    files::{Files, LARGEST_FILE, too_large},
    gate::{Credentials, Gate},
    submissions::{self, SubmissionKind},
};
use crate::sandbox::{
    self, Effect, Kernel, PageQuery, SandboxError, SandboxHandle, SandboxOptions, StreamShape,
    envelope, key, refuse,
};

const SYSTEM: &str = "municipal_projects";

const fn shape(name: &'static str, id: &'static str, drift: &'static str) -> StreamShape {
    StreamShape {
        name,
        id,
        time: "updatedAt",
        time_format: "%Y-%m-%d %H:%M:%S",
        drift,
        region: "regionCode",
    }
}

const SHAPES: [StreamShape; 3] = [
    shape("plan_items", "itemNo", "projectName"),
    shape("reviews", "reviewNo", "reviewKind"),
    shape("allocations", "allocationNo", "resourceKind"),
];

#[derive(Clone)]
struct Desk {
    gate: Gate,
    files: Arc<Files>,
}

/// Starts the system's sandbox on `address` (port 0 for any free one).
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
        .route("/oauth/token", post(token))
        .route("/v1/ping", get(ping))
        .route("/v1/plan-items", get(plan_items))
        .route("/v1/reviews", get(reviews))
        .route("/v1/allocations", get(allocations))
        .route("/v1/registrations", post(registrations))
        .route("/v1/filings", post(filings))
        .route("/v1/changes", post(changes))
        .route("/v1/acceptance-reports", post(acceptance_reports))
        .route("/v1/submissions", get(received))
        .route("/v1/submissions/{key}", get(ask))
        .route("/v1/files/{hash}", get(file).put(put_file))
        .layer(DefaultBodyLimit::max(LARGEST_FILE))
        .with_state(Desk {
            gate,
            files: Arc::default(),
        })
}

async fn meta() -> Response {
    envelope(&json!({ "system": SYSTEM, "contract": "1" }))
}

async fn token(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> Response {
    desk.gate.grant(&headers, &body)
}

async fn ping(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    match desk.gate.check(&headers) {
        Ok(()) => envelope(&json!({ "pong": true })),
        Err(refusal) => *refusal,
    }
}

async fn plan_items(
    desk: State<Desk>,
    effect: Extension<Effect>,
    query: PageQuery,
    headers: HeaderMap,
) -> Response {
    page(&desk, &SHAPES[0], &effect, &query, &headers)
}

async fn reviews(
    desk: State<Desk>,
    effect: Extension<Effect>,
    query: PageQuery,
    headers: HeaderMap,
) -> Response {
    page(&desk, &SHAPES[1], &effect, &query, &headers)
}

async fn allocations(
    desk: State<Desk>,
    effect: Extension<Effect>,
    query: PageQuery,
    headers: HeaderMap,
) -> Response {
    page(&desk, &SHAPES[2], &effect, &query, &headers)
}

fn page(
    desk: &Desk,
    shape: &StreamShape,
    effect: &Effect,
    query: &PageQuery,
    headers: &HeaderMap,
) -> Response {
    match desk.gate.check(headers) {
        Ok(()) => desk.gate.kernel.page(shape, query, effect),
        Err(refusal) => *refusal,
    }
}

async fn registrations(desk: State<Desk>, headers: HeaderMap, body: Json<Value>) -> Response {
    submit(&desk, SubmissionKind::Registration, &headers, &body)
}

async fn filings(desk: State<Desk>, headers: HeaderMap, body: Json<Value>) -> Response {
    submit(&desk, SubmissionKind::Filing, &headers, &body)
}

async fn changes(desk: State<Desk>, headers: HeaderMap, body: Json<Value>) -> Response {
    submit(&desk, SubmissionKind::Change, &headers, &body)
}

async fn acceptance_reports(desk: State<Desk>, headers: HeaderMap, body: Json<Value>) -> Response {
    submit(&desk, SubmissionKind::AcceptanceReport, &headers, &body)
}

fn submit(desk: &Desk, kind: SubmissionKind, headers: &HeaderMap, body: &Value) -> Response {
    if let Err(refusal) = desk.gate.check(headers) {
        return *refusal;
    }
    match key(headers) {
        Some(key) => submissions::submit(&desk.gate.kernel, kind, key, body),
        None => {
            let message = "header Idempotency-Key is missing or is no key";
            refuse(StatusCode::BAD_REQUEST, "NO_KEY", message)
        }
    }
}

async fn received(
    State(desk): State<Desk>,
    Extension(effect): Extension<Effect>,
    query: PageQuery,
    headers: HeaderMap,
) -> Response {
    match desk.gate.check(&headers) {
        Ok(()) => submissions::received(&desk.gate.kernel, &query, &effect),
        Err(refusal) => *refusal,
    }
}

async fn ask(State(desk): State<Desk>, Path(key): Path<String>, headers: HeaderMap) -> Response {
    match desk.gate.check(&headers) {
        Ok(()) => submissions::ask(&desk.gate.kernel, &key),
        Err(refusal) => *refusal,
    }
}

async fn file(State(desk): State<Desk>, Path(hash): Path<String>, headers: HeaderMap) -> Response {
    match desk.gate.check(&headers) {
        Ok(()) => desk.files.ask(&desk.gate.kernel, &hash),
        Err(refusal) => *refusal,
    }
}

async fn put_file(
    State(desk): State<Desk>,
    Path(hash): Path<String>,
    headers: HeaderMap,
    part: Result<Bytes, BytesRejection>,
) -> Response {
    if let Err(refusal) = desk.gate.check(&headers) {
        return *refusal;
    }
    let Ok(part) = part else {
        return too_large();
    };
    let range = headers
        .get("content-range")
        .and_then(|value| value.to_str().ok());
    desk.files
        .put(&desk.gate.kernel, &hash, range.unwrap_or_default(), &part)
}
