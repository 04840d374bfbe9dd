//! The platform's sandbox: open to all, and strict about how often one may come.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Extension, Router,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
    routing::get,
};
use serde_json::json;

use crate::sandbox::{
    self, Effect, Kernel, PageQuery, SandboxError, SandboxHandle, SandboxOptions, StreamShape,
    envelope, refuse,
};

const SYSTEM: &str = "trading_centre";

/// Requests that the sandbox takes within one second of its clock, when the control says nothing
/// else (`requests_per_second`).
pub const REQUESTS_PER_SECOND: u32 = 20;

const fn shape(name: &'static str, drift: &'static str) -> StreamShape {
    StreamShape {
        name,
        id: "NOTICE_ID",
        time: "DATA_TIMESTAMP",
        time_format: "%Y%m%d%H%M%S",
        drift,
        region: "REGION_CODE",
    }
}

const SHAPES: [StreamShape; 3] = [
    shape("tenders", "PURCHASE_PROJECT_NAME"),
    shape("awards", "WINNINGBIDDER_NAME"),
    shape("contracts", "CONTRACT_AMOUNT"),
];

/// Counts requests in the present second.
#[derive(Debug, Default)]
struct Turnstile(Mutex<(i64, u64)>);

impl Turnstile {
    fn admits(&self, second: i64, most: u64) -> bool {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if window.0 != second {
            *window = (second, 0);
        }
        window.1 += 1;
        window.1 <= most
    }
}

#[derive(Clone)]
struct Desk {
    kernel: Arc<Kernel>,
    turnstile: Arc<Turnstile>,
}

/// Starts the platform's sandbox on `address` (port 0 for any free one).
///
/// # Errors
///
/// [`SandboxError`] when the data file or the port cannot be used.
pub async fn start(
    address: SocketAddr,
    options: SandboxOptions,
) -> Result<SandboxHandle, SandboxError> {
    sandbox::start(SYSTEM, &SHAPES, address, options, |kernel| {
        Router::new()
            .route("/meta", get(meta))
            .route("/v1/notices/{stream}", get(notices))
            .with_state(Desk {
                kernel: Arc::clone(kernel),
                turnstile: Arc::default(),
            })
    })
    .await
}

async fn meta() -> Response {
    envelope(&json!({ "system": SYSTEM, "contract": "1" }))
}

async fn notices(
    State(desk): State<Desk>,
    Extension(effect): Extension<Effect>,
    Path(stream): Path<String>,
    query: PageQuery,
) -> Response {
    let set = desk.kernel.setting("requests_per_second");
    let most = set
        .and_then(|n| n.as_u64())
        .unwrap_or(REQUESTS_PER_SECOND.into());
    if !desk
        .turnstile
        .admits(desk.kernel.clock.now().timestamp(), most)
    {
        let message = "too many requests within one second";
        let mut response = refuse(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY", message);
        let wait = HeaderValue::from_static("1");
        response.headers_mut().insert(header::RETRY_AFTER, wait);
        return response;
    }
    match desk.kernel.shape(&stream) {
        Some(shape) => desk.kernel.page(shape, &query, &effect),
        None => refuse(
            StatusCode::NOT_FOUND,
            "NO_STREAM",
            "no such list of notices",
        ),
    }
}
