//! From an answer to an HTTP response.

use axum::{
    body::Body,
    http::{
        HeaderValue, Response, StatusCode,
        header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE},
    },
};

use super::{Media, status};
use crate::{
    config::StatusRules,
    service::{Answer, Failure, Outcome},
};

/// Serialises an answer with its status and headers. An answer that cannot stream is sent as JSON
/// when an event stream was asked for.
#[must_use]
pub fn reply(answer: &Answer, media: Media, rules: StatusRules) -> Response<Body> {
    let media = if media == Media::EventStream {
        Media::Json
    } else {
        media
    };
    let mut response = match serde_json::to_vec(answer) {
        Ok(json) => Response::new(Body::from(json)),
        Err(error) => {
            tracing::error!(%error, "an answer could not be serialised");
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            return response;
        }
    };
    *response.status_mut() = status(answer.outcome, media, rules);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    // Answers depend on the token; what caches may keep is decided elsewhere, on purpose.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept, authorization"));
    match answer.outcome {
        Outcome::Failed(Failure::Method) => {
            headers.insert(ALLOW, HeaderValue::from_static("POST"));
        }
        Outcome::Failed(Failure::Unauthenticated) => {
            headers.insert(
                WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"shuniu\""),
            );
        }
        Outcome::Failed(Failure::Throttled(seconds)) => {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        _ => {}
    }
    response
}
