use std::net::SocketAddr;

use axum::{
    Extension, Router,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
    routing::get,
};
use serde_json::json;
use url::form_urlencoded;

use super::{
    super::page::BETWEEN,
    gate::{Credentials, Gate},
};
use crate::sandbox::{
    self, Effect, PageQuery, SandboxError, SandboxHandle, SandboxOptions, StreamShape, bad_query,
    envelope,
};

const SYSTEM: &str = "data_sharing";

const fn shape(name: &'static str, id: &'static str, drift: &'static str) -> StreamShape {
    StreamShape {
        name,
        id,
        time: "update_time",
        time_format: "%Y-%m-%d %H:%M:%S",
        drift,
        region: "region_code",
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

/// The records behind a breakpoint, as the query asks for them.
fn asked(query: &str) -> Result<PageQuery, String> {
    let (mut breakpoint, mut rows) = (None, None);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let place = match name.as_ref() {
            "breakpoint" => &mut breakpoint,
            "rows" => &mut rows,
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return Err(format!("{name} is given twice"));
        }
    }
    let (since, after_id) = match breakpoint.as_deref() {
        None => (None, None),
        Some(text) => match text.split_once(BETWEEN) {
            Some((_, "")) => return Err("breakpoint names no id behind its sign".to_owned()),
            Some((time, id)) => (Some(time), Some(id)),
            None => (Some(text), None),
        },
    };
    let number = |text: &String| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).unwrap_or(0)
    };
    PageQuery::new(since, after_id, rows.as_ref().map(number))
        .map_err(|_| "rows is no whole number from 1 to 1000".to_owned())
}

async fn list<const N: usize>(
    State(gate): State<Gate>,
    Extension(effect): Extension<Effect>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let shape = &SHAPES[N];
    if let Err(refusal) = gate.check(shape.name, &headers) {
        return *refusal;
    }
    let query = match asked(&query.unwrap_or_default()) {
        Ok(query) => query,
        Err(message) => return bad_query(&message),
    };
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
