use std::net::SocketAddr;

use axum::{
    Extension, Router,
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
    routing::get,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    super::page::BETWEEN,
    gate::{Credentials, Gate},
};
use crate::sandbox::{
    self, Effect, PageQuery, SandboxError, SandboxHandle, SandboxOptions, StreamShape, envelope,
};

const SYSTEM: &str = "data_sharing";

const fn shape(name: &'static str, id: &'static str, drift: &'static str) -> StreamShape {
    StreamShape {
        name,
        id,
        time: "update_time",
        time_format: "%Y-%m-%d %H:%M:%S",
        drift,
    }
}

const ENTRIES: usize = 0;
const CONNECTIONS: usize = 1;
const DELIVERIES: usize = 2;

const SHAPES: [StreamShape; 3] = [
    shape("catalog_entries", "resource_code", "resource_name"),
    shape("connections", "connection_no", "connected"),
    shape("deliveries", "request_no", "received_on"),
];

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
        Router::new()
            .route("/meta", get(meta))
            .route("/v1/catalog/entries", get(list::<ENTRIES>))
            .route("/v1/connections", get(list::<CONNECTIONS>))
            .route("/v1/deliveries", get(list::<DELIVERIES>))
            .with_state(Gate::new(kernel, credentials))
    })
    .await
}

async fn meta() -> Response {
    envelope(&json!({ "system": SYSTEM, "contract": "1" }))
}

/// What is asked for: the records behind a breakpoint.
#[derive(Debug, Deserialize)]
struct Asked {
    breakpoint: Option<String>,
    rows: Option<usize>,
}

async fn list<const N: usize>(
    State(gate): State<Gate>,
    Extension(effect): Extension<Effect>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let shape = &SHAPES[N];
    if let Err(refusal) = gate.check(shape.name, &headers) {
        return *refusal;
    }
    let (since, after_id) = match &asked.breakpoint {
        None => (None, None),
        Some(text) => match text.split_once(BETWEEN) {
            Some((time, id)) => (Some(time), Some(id)),
            None => (Some(text.as_str()), None),
        },
    };
    let query = PageQuery::new(since, after_id, asked.rows);
    let sheet = match gate.kernel.sheet(shape, &query, &effect) {
        Ok(sheet) => sheet,
        Err(refusal) => return *refusal,
    };
    let breakpoint = sheet.next.map(|(time, id)| format!("{time}{BETWEEN}{id}"));
    envelope(&json!({
        "list": sheet.items,
        "breakpoint": breakpoint,
        "server_time": sheet.server_time,
    }))
}
