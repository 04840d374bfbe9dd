use std::{io, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    faults::{Faults, Malformed, RetryAfter},
    journal::Entry,
    kernel::{Kernel, lock, refuse},
};

/// The largest answer that can be spoilt; pages are far smaller.
const LARGEST: usize = 64 * 1024 * 1024;

/// The faults that one request meets, for handlers that shape their own answer by them.
#[derive(Clone, Debug)]
pub(crate) struct Effect {
    pub(crate) faults: Faults,
}

/// Lets a request meet the faults in force, and writes it down.
pub(super) async fn meet(
    State(kernel): State<Arc<Kernel>>,
    mut request: Request,
    next: Next,
) -> Response {
    let (faults, fails) = lock(&kernel.plan).next();
    let mut entry = Entry {
        at: kernel.clock.now(),
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        status: 0,
    };
    if faults.latency_ms > 0 {
        kernel
            .clock
            .sleep(Duration::from_millis(faults.latency_ms))
            .await;
    }
    let response = if fails {
        failing(&faults)
    } else {
        request.extensions_mut().insert(Effect {
            faults: faults.clone(),
        });
        let answer = in_words(next.run(request).await).await;
        spoil(answer, &faults).await
    };
    entry.status = response.status().as_u16();
    lock(&kernel.journal).add(entry);
    response
}

fn failing(faults: &Faults) -> Response {
    let status = faults
        .status
        .and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = refuse(status, "FAULT", "the sandbox was told to fail");
    let wait = match &faults.retry_after {
        None => return response,
        Some(RetryAfter::Seconds(seconds)) => seconds.to_string(),
        Some(RetryAfter::Text(text)) => text.clone(),
    };
    if let Ok(value) = HeaderValue::try_from(wait) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

/// An answer that the framework gave by itself, in the platforms' words; any other stays.
pub(crate) async fn in_words(answer: Response) -> Response {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let status = answer.status();
    if json || !status.is_client_error() {
        return answer;
    }
    let (status, code) = match status {
        StatusCode::NOT_FOUND => (status, "NO_SUCH_PATH"),
        StatusCode::METHOD_NOT_ALLOWED => (status, "METHOD_NOT_ALLOWED"),
        StatusCode::PAYLOAD_TOO_LARGE => (status, "TOO_LARGE"),
        _ => (StatusCode::BAD_REQUEST, "BAD_REQUEST"),
    };
    let (parts, body) = answer.into_parts();
    let said = to_bytes(body, LARGEST).await.unwrap_or_default();
    let message = match said.as_ref() {
        [] => parts.status.canonical_reason().unwrap_or_default().into(),
        said => String::from_utf8_lossy(said),
    };
    let mut worded = refuse(status, code, &message);
    if let Some(allowed) = parts.headers.get(header::ALLOW) {
        worded.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    worded
}

async fn spoil(response: Response, faults: &Faults) -> Response {
    match faults.malformed {
        Malformed::Html => {
            let page = "<!DOCTYPE html><html><title>统一身份认证</title></html>";
            return ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response();
        }
        Malformed::TruncatedJson => {
            let (parts, half, _) = halve(response).await;
            return (
                parts.status,
                [(header::CONTENT_TYPE, "application/json")],
                half,
            )
                .into_response();
        }
        _ => {}
    }
    if !faults.cut_body {
        return response;
    }
    let (parts, half, length) = halve(response).await;
    let pieces = [
        Ok(half),
        Err(io::Error::other("the sandbox cuts the connection")),
    ];
    let mut cut = Response::new(Body::from_stream(futures_util::stream::iter(pieces)));
    *cut.status_mut() = parts.status;
    cut.headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    cut
}

async fn halve(response: Response) -> (axum::http::response::Parts, Bytes, usize) {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, LARGEST).await.unwrap_or_default();
    let half = bytes.slice(..bytes.len() / 2);
    (parts, half, bytes.len())
}
