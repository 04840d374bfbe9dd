use std::sync::Arc;
use std::time::Duration;

use axum::{
    body::Body,
    extract::{Extension, Query, State, rejection::QueryRejection},
    http::{
        HeaderMap, HeaderValue, Response, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
};
use serde::Deserialize;
use shuniu_hub::{Fault, Hub};

use super::feed;
use crate::http::{Gateway, Media, reply};
use crate::{
    fault::Code,
    graphql::Refusal,
    service::{Answer, Failure, RequestId},
};

/// The media type of RFC 5545.
const MEDIA: &str = "text/calendar; charset=utf-8";

/// What stands in the address. It has no `Debug`, so that nothing prints the credential.
#[derive(Deserialize)]
pub(super) struct Asked {
    token: Option<String>,
}

/// Gives the feed of a credential, or says that the caller has it already. `HEAD` is answered by
/// the same, without its body.
pub(super) async fn get(
    State(gateway): State<Arc<Gateway>>,
    Extension(hub): Extension<Hub>,
    request: Extension<RequestId>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response<Body> {
    // Its message would repeat what stands in the address.
    let token = asked.ok().and_then(|Query(asked)| asked.token);
    let patience = Duration::from_millis(gateway.limits.request_ms);
    let read = read(&gateway, &hub, token.as_deref().unwrap_or_default());
    let answer = match tokio::time::timeout(patience, read).await {
        Ok(Ok(Some(bytes))) => return give(&hub, &headers, bytes),
        Ok(Ok(None)) => closed(),
        Ok(Err(Refused::Throttled(answer))) => answer,
        Ok(Err(Refused::Fault(fault))) => told(fault, request.as_str()),
        Err(_) => {
            let message = "the calendar took longer than limits.request_ms";
            Answer::failed(Failure::Deadline, Code::DeadlineExceeded, message, None)
        }
    };
    let mut response = reply(&answer, Media::Json, gateway.rules);
    guard(&mut response);
    response
}

enum Refused {
    Throttled(Answer),
    Fault(Fault),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The feed; nothing when the credential opens none.
async fn read(gateway: &Gateway, hub: &Hub, token: &str) -> Result<Option<String>, Refused> {
    let Some(open) = hub.open_calendar(token).await? else {
        return Ok(None);
    };
    // It is its owner who asks, however many clients do so.
    let spent = gateway.service.spend_of(&open.caller.subject);
    spent.map_err(Refused::Throttled)?;
    Ok(Some(feed::written(hub, open).await?))
}

/// One answer for what never was, has lapsed and was revoked: nobody learns which.
fn closed() -> Answer {
    let message = "this address opens no calendar: it is incomplete, has lapsed or was revoked; \
                   make a new one with `createCalendar`";
    Answer::failed(Failure::NotFound, Code::NotFound, message, None)
}

/// A fault of the hub, told as GraphQL tells it.
fn told(fault: Fault, request: &str) -> Answer {
    let shown = Refusal::from(fault).shown();
    let code = shown.code();
    let failure = match code {
        Code::Unavailable => Failure::Unavailable,
        // Its owner's role may see no projects any more.
        Code::Forbidden | Code::NotFound => return closed(),
        _ => Failure::Crash,
    };
    if let Some(cause) = std::error::Error::source(&shown) {
        tracing::error!(
            request_id = request,
            code = code.as_str(),
            cause,
            "a calendar failed"
        );
    }
    let answer = Answer::failed(failure, code, shown.to_string(), None);
    if failure == Failure::Crash {
        answer.quoting(request)
    } else {
        answer
    }
}

fn give(hub: &Hub, headers: &HeaderMap, feed: String) -> Response<Body> {
    let tag = format!("\"sm3-{}\"", hub.seal().hash(feed.as_bytes()));
    let known = headers.get_all(IF_NONE_MATCH).iter();
    let known = known.filter_map(|value| value.to_str().ok());
    let mut known = known.flat_map(|tags| tags.split(','));
    let is = |one: &str| {
        let one = one.trim().trim_start_matches("W/");
        one == "*" || one == tag
    };
    let mut response = if known.any(is) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        let mut response = Response::new(Body::from(feed));
        let media = HeaderValue::from_static(MEDIA);
        response.headers_mut().insert(CONTENT_TYPE, media);
        response
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    guard(&mut response);
    response
}

/// Nothing sends the address on.
fn guard(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
