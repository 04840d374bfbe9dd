use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Extension, Path, State},
    http::{
        HeaderMap, HeaderValue, Response, StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
            CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE,
            VARY, X_CONTENT_TYPE_OPTIONS,
        },
    },
};
use futures_util::TryStreamExt as _;
use shuniu_hub::Fault;
use shuniu_hub::content::offered_name;
use shuniu_hub::query::{ContentRow, Key, View};

use super::range::{Asked, asked};
use super::{
    Gateway, Shelf, UPLOAD_OFFSET, ascii, fault, key, log_gone, not_found, number, refuse, tag,
};
use crate::auth::Principal;
use crate::http::Authenticated;
use crate::{
    fault::Code,
    service::{Failure, RequestId},
};

/// Gives a content, or a range of it.
pub(super) async fn get(
    State(gateway): State<Arc<Gateway>>,
    Extension(shelf): Extension<Shelf>,
    Authenticated(principal): Authenticated,
    Path(id): Path<String>,
    request: Extension<RequestId>,
    headers: HeaderMap,
) -> Response<Body> {
    let key = match key(&gateway, &id) {
        Ok(key) => key,
        Err(response) => return *response,
    };
    let row = match content(&shelf, &principal, key).await {
        Ok(Some(row)) => row,
        Ok(None) => return not_found(&gateway, &id),
        Err(error) => return fault(&gateway, error, &id, request.as_str()),
    };
    let size = u64::try_from(row.size_bytes).unwrap_or_default();
    let tag = tag(&row);
    let told = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    // A weak tag never is the same here (RFC 9110, 13.1.1).
    let is = |one: &str| one.trim() == "*" || one.trim() == tag;
    if told(IF_MATCH.as_str()).is_some_and(|tags| !tags.split(',').any(is)) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::PRECONDITION_FAILED;
        response.headers_mut().insert(ETAG, ascii(&tag));
        return response;
    }
    if told(IF_NONE_MATCH.as_str()).is_some_and(|tags| matches(tags, &tag)) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        describe(&mut response, &row, &tag);
        response.headers_mut().remove(CONTENT_TYPE);
        return response;
    }
    // A range of something else would be glued to what the caller has.
    let same = told(IF_RANGE.as_str()).is_none_or(|one| one.trim() == tag);
    let range = told(RANGE.as_str()).filter(|_| same);
    let (status, range): (_, Range<u64>) = match asked(range, size) {
        Asked::Whole => (StatusCode::OK, 0..size),
        Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Asked::Beyond => return beyond(&gateway, size),
    };
    let chunks = match shelf.hub.fetch(&row, range.clone()).await {
        Ok(chunks) => chunks,
        Err(error) => return fault(&gateway, error, &id, request.as_str()),
    };
    // What has begun can only break off: the caller sees that it is not all.
    let request_id = request.as_str().to_owned();
    let chunks = chunks.inspect_err(move |error| log_gone(error, &id, &request_id));
    let mut response = Response::new(Body::from_stream(chunks));
    *response.status_mut() = status;
    describe(&mut response, &row, &tag);
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, number(range.end - range.start));
    if status == StatusCode::PARTIAL_CONTENT {
        let last = range.end - 1;
        headers.insert(
            CONTENT_RANGE,
            ascii(&format!("bytes {}-{last}/{size}", range.start)),
        );
    }
    response
}

/// Describes a content; where there is none yet, tells those who may upload how far it got.
pub(super) async fn head(
    State(gateway): State<Arc<Gateway>>,
    Extension(shelf): Extension<Shelf>,
    Authenticated(principal): Authenticated,
    Path(id): Path<String>,
    request: Extension<RequestId>,
) -> Response<Body> {
    let key = match key(&gateway, &id) {
        Ok(key) => key,
        Err(response) => return *response,
    };
    let row = match content(&shelf, &principal, key).await {
        Ok(row) => row,
        Err(error) => return fault(&gateway, error, &id, request.as_str()),
    };
    let mut response = Response::new(Body::empty());
    if let Some(row) = row {
        describe(&mut response, &row, &tag(&row));
        let size = u64::try_from(row.size_bytes).unwrap_or_default();
        response.headers_mut().insert(CONTENT_LENGTH, number(size));
        return response;
    }
    match shelf.hub.uploaded(&principal.caller(), key).await {
        Ok(offset) => {
            *response.status_mut() = StatusCode::NO_CONTENT;
            response.headers_mut().insert(UPLOAD_OFFSET, number(offset));
            response
        }
        // Who may fetch and not upload learns what a `GET` would say.
        Err(Fault::Forbidden { .. }) => not_found(&gateway, &id),
        Err(error) => fault(&gateway, error, &id, request.as_str()),
    }
}

async fn content(
    shelf: &Shelf,
    principal: &Principal,
    key: Key,
) -> Result<Option<ContentRow>, Fault> {
    let view = View::new(&shelf.hub, Arc::new(principal.caller()));
    Ok(view.contents(&[key]).await?.into_iter().next())
}

fn matches(tags: &str, tag: &str) -> bool {
    let mut tags = tags
        .split(',')
        .map(|one| one.trim().trim_start_matches("W/"));
    tags.any(|one| one == "*" || one == tag)
}

/// It is saved and never shown by the browser: whatever it holds, it runs nowhere.
fn describe(response: &mut Response<Body>, row: &ContentRow, tag: &str) {
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, ascii(&row.media_type));
    let name = offered_name(&row.file_name, &row.media_type);
    headers.insert(CONTENT_DISPOSITION, ascii(&disposition(&name)));
    headers.insert(ETAG, ascii(tag));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("authorization"));
}

/// The name as RFC 6266 has it: every byte outside ASCII letters and digits is percent-encoded.
fn disposition(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else if write!(encoded, "%{byte:02X}").is_err() {
            break;
        }
    }
    format!("attachment; filename*=UTF-8''{encoded}")
}

fn beyond(gateway: &Gateway, size: u64) -> Response<Body> {
    let message = format!("the content has {size} bytes; the range lies beyond them");
    let mut response = refuse(gateway, Failure::Range, Code::BadRequest, message);
    response
        .headers_mut()
        .insert(CONTENT_RANGE, ascii(&format!("bytes */{size}")));
    response
}
