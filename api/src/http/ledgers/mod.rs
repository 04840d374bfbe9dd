//! `/ingest/{kind}` and `/templates/{kind}`: ledgers that people keep, beside GraphQL.
//!
//! `POST /ingest/{kind}` takes a workbook or a text file as its body and answers each row, as JSON
//! or, where a workbook is accepted, as the same workbook with the answers beside its rows.

mod ingest;
mod template;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Extension;
use axum::http::{HeaderValue, Response, header};
use axum::{
    Router,
    routing::{get, post},
};
use shuniu_hub::import::Kind;
use shuniu_hub::{Fault, Hub, Jurisdiction};

use super::{Gateway, Media, reply};
use crate::{
    fault::Code,
    graphql::Refusal,
    service::{Answer, Failure},
};

/// The media type of workbooks.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the routes need besides the gateway.
#[derive(Clone)]
struct Counter {
    hub: Hub,
    /// How long a body may take to arrive.
    patience: std::time::Duration,
}

/// The routes of ledgers.
pub fn ledgers(hub: Hub, patience: std::time::Duration) -> Router<Arc<Gateway>> {
    Router::new()
        .route("/ingest/{kind}", post(ingest::post))
        .route("/templates/{kind}", get(template::get))
        .layer(Extension(Counter { hub, patience }))
}

impl Counter {
    /// The kind and place that are meant.
    fn asked(&self, kind: &str, region: Option<&str>) -> Result<(Kind, Jurisdiction), String> {
        let kind: Kind = kind.parse().map_err(|error| format!("{error}"))?;
        let known = self.hub.known_jurisdictions();
        let Some(region) = region else {
            return Err("say whose ledger it is: ?jurisdiction=CODE".to_owned());
        };
        let place = known.iter().find(|one| one.setup.region.as_str() == region);
        let place = place.ok_or_else(|| format!("no jurisdiction {region:?} is set up here"))?;
        Ok((kind, place.clone()))
    }
}

fn refuse(gateway: &Gateway, failure: Failure, code: Code, message: String) -> Response<Body> {
    let answer = Answer::failed(failure, code, message, None);
    reply(&answer, Media::Json, gateway.rules)
}

/// A fault of the hub, told as GraphQL tells it.
fn fault(gateway: &Gateway, fault: Fault, request: &str) -> Response<Body> {
    fault_behind(gateway, fault, request, None)
}

/// A fault of the hub with how far it got.
fn fault_behind(
    gateway: &Gateway,
    fault: Fault,
    request: &str,
    far: Option<&str>,
) -> Response<Body> {
    let shown = Refusal::from(fault).shown();
    let code = shown.code();
    let failure = match code {
        Code::Forbidden => Failure::Forbidden,
        Code::NotFound => Failure::NotFound,
        Code::Conflict => Failure::Conflict,
        Code::Unavailable => Failure::Unavailable,
        Code::Internal => Failure::Crash,
        _ => Failure::Malformed,
    };
    if let Some(cause) = std::error::Error::source(&shown) {
        tracing::error!(
            request_id = request,
            code = code.as_str(),
            cause,
            "a ledger failed"
        );
    }
    let message = match far {
        Some(far) => format!("{shown}; {far}"),
        None => shown.to_string(),
    };
    refuse(gateway, failure, code, message)
}

/// A workbook to be saved under a name.
fn workbook(bytes: Vec<u8>, name: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(WORKBOOK));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let saved = format!("attachment; filename=\"{name}.xlsx\"");
    if let Ok(saved) = HeaderValue::from_str(&saved) {
        headers.insert(header::CONTENT_DISPOSITION, saved);
    }
    response
}
