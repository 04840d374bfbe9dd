//! `/documents/{id}`: what a document holds, beside GraphQL.
//!
//! `PUT` takes it in, whole or in parts (`Content-Range`); `HEAD` tells how far it got; `GET`
//! gives it, whole or by range. The id is the document's global id.

mod get;
mod part;
mod put;
mod range;

use std::sync::Arc;

use axum::body::Body;
use axum::{
    Router,
    extract::Extension,
    http::{HeaderName, Response, header::HeaderValue},
    routing::get,
};
use shuniu_hub::content::StoreError;
use shuniu_hub::query::ContentRow;
use shuniu_hub::{Fault, Hub};

use super::{Gateway, Media, reply};
use crate::{
    fault::Code,
    graphql::{Refusal, document_key},
    service::{Answer, Failure},
};

/// How many bytes of an upload are there.
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// What the routes need besides the gateway.
#[derive(Clone)]
struct Shelf {
    hub: Hub,
    /// How long a part of a body may keep an upload waiting.
    patience: std::time::Duration,
}

/// The routes of documents.
pub fn documents(hub: Hub, patience: std::time::Duration) -> Router<Arc<Gateway>> {
    let shelf = Shelf { hub, patience };
    Router::new()
        .route(
            "/documents/{id}",
            get(get::get).head(get::head).put(put::put),
        )
        .layer(Extension(shelf))
}

/// A refusal with its status: where GraphQL would say it in `errors`.
fn refuse(gateway: &Gateway, failure: Failure, code: Code, message: String) -> Response<Body> {
    let answer = Answer::failed(failure, code, message, None);
    reply(&answer, Media::Json, gateway.rules)
}

/// A fault of the hub over a document, told as GraphQL tells it.
fn fault(gateway: &Gateway, fault: Fault, id: &str, request: &str) -> Response<Body> {
    if let Fault::Store(error) = &fault
        && let Some(message) = gone(error)
    {
        log_gone(error, id, request);
        return refuse(gateway, Failure::Crash, Code::Internal, message.to_owned());
    }
    let shown = Refusal::from(fault).shown();
    let code = shown.code();
    let failure = match code {
        Code::Forbidden => Failure::Forbidden,
        Code::NotFound => Failure::NotFound,
        Code::Conflict | Code::IdempotencyKeyReused => Failure::Conflict,
        Code::Unavailable => Failure::Unavailable,
        Code::Internal => Failure::Crash,
        _ => Failure::Malformed,
    };
    if let Some(cause) = std::error::Error::source(&shown) {
        tracing::error!(
            request_id = request,
            code = code.as_str(),
            cause,
            "a document failed"
        );
    }
    refuse(gateway, failure, code, shown.to_string())
}

/// What to tell of a content that only a backup brings back: trying again does not help.
fn gone(error: &StoreError) -> Option<&'static str> {
    match error {
        StoreError::Missing(_) => {
            Some("the content is lost; whoever runs the hub must restore it from a backup")
        }
        StoreError::Altered(_) => {
            Some("the content was altered; whoever runs the hub must restore it from a backup")
        }
        _ => None,
    }
}

/// Tells whoever runs the hub which content failed, and of which document.
fn log_gone(error: &StoreError, id: &str, request: &str) {
    match error {
        StoreError::Missing(hash) => tracing::error!(
            request_id = request,
            document = id,
            hash,
            "the document store has lost a content; restore it from a backup"
        ),
        StoreError::Altered(hash) => tracing::error!(
            request_id = request,
            document = id,
            hash,
            "the document store has other bytes than it was given; restore them from a backup"
        ),
        other => tracing::error!(
            request_id = request,
            document = id,
            cause = %other,
            "a content broke off on its way out"
        ),
    }
}

fn tag(row: &ContentRow) -> String {
    format!("\"sm3-{}\"", row.hash)
}

fn not_found(gateway: &Gateway, id: &str) -> Response<Body> {
    let message = format!("no document {id:?} within the caller's jurisdictions");
    refuse(gateway, Failure::NotFound, Code::NotFound, message)
}

fn key(gateway: &Gateway, id: &str) -> Result<shuniu_hub::query::Key, Box<Response<Body>>> {
    document_key(id).ok_or_else(|| Box::new(not_found(gateway, id)))
}

fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn number(value: u64) -> HeaderValue {
    HeaderValue::from(value)
}
