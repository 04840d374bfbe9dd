//! Which web pages may call.

use std::time::Duration;

use axum::http::{
    HeaderName, HeaderValue, Method,
    header::{
        ACCEPT, AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, ETAG,
        IF_NONE_MATCH, IF_RANGE, RANGE, RETRY_AFTER,
    },
};
use tower_http::cors::CorsLayer;

/// Makes the layer for the configured origins; none for no origins, so that browsers refuse.
#[must_use]
pub fn cors(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins
        .iter()
        .filter_map(|origin| HeaderValue::from_str(origin).ok())
        .collect();
    if origins.is_empty() {
        return None;
    }
    let request_id = HeaderName::from_static("x-request-id");
    let digest = HeaderName::from_static("repr-digest");
    let offset = HeaderName::from_static("upload-offset");
    let layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT])
        .allow_headers([
            ACCEPT,
            AUTHORIZATION,
            CONTENT_TYPE,
            CONTENT_RANGE,
            IF_NONE_MATCH,
            IF_RANGE,
            RANGE,
            digest,
            request_id.clone(),
        ])
        .expose_headers([
            CONTENT_DISPOSITION,
            CONTENT_RANGE,
            ETAG,
            RETRY_AFTER,
            offset,
            request_id,
        ])
        .max_age(Duration::from_secs(600));
    Some(layer)
}
