//! A name for every request, on the way in and out; and what is logged and counted about it.

use std::{sync::Arc, time::Instant};

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, Response},
    middleware::Next,
};
use futures_util::FutureExt;
use tracing::Instrument;

use super::{Gateway, Media, reply};
use crate::service::{Answer, RequestId};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Middleware: takes over a sane `x-request-id` or makes one, puts it into the request's
/// extensions, the log span and the answer, counts the request, and turns a panic into a 500.
pub async fn request_id(
    State(gateway): State<Arc<Gateway>>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let id = request
        .headers()
        .get(&HEADER)
        .and_then(|value| RequestId::accept(value.to_str().ok()?))
        .unwrap_or_else(RequestId::generate);
    request.extensions_mut().insert(id.clone());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let method = method_name(request.method());
    let span = tracing::info_span!("request", request_id = %id, method, route);
    let begin = Instant::now();
    let run = std::panic::AssertUnwindSafe(next.run(request)).catch_unwind();
    let mut response = match run.instrument(span.clone()).await {
        Ok(response) => response,
        Err(_) => reply(&Answer::crashed(&id), Media::Json, gateway.rules),
    };
    let taken = begin.elapsed();
    let status = response.status().as_u16();
    gateway.metrics.request(&route, method, status, taken);
    span.in_scope(|| tracing::info!(status, micros = taken.as_micros(), "answered"));
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// Method names are the caller's to choose; those we do not know share one label.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
