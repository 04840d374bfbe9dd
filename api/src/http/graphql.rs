//! `/graphql`.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequestParts, Query, Request, State, WebSocketUpgrade},
    http::{
        HeaderValue, Method, Response,
        header::{ALLOW, UPGRADE},
        request::Parts,
    },
};

use super::{Gateway, Media, body, reply};
use crate::{
    fault::Code,
    service::{Answer, Call, Failure, Params, ParamsError, RequestId, Transport},
    sse, ws,
};

/// Answers every request on `/graphql`, whatever its method and protocol.
pub(super) async fn graphql(
    State(gateway): State<Arc<Gateway>>,
    request: Request,
) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    if parts.headers.contains_key(UPGRADE) {
        return upgrade(gateway, &mut parts).await;
    }
    let Some(media) = Media::negotiate(&parts.headers) else {
        let message = "answers are application/json, application/graphql-response+json or \
                       text/event-stream";
        let answer = Answer::failed(Failure::NotAcceptable, Code::NotAcceptable, message, None);
        return reply(&answer, Media::Json, gateway.rules);
    };
    match respond(&gateway, media, parts, body).await {
        Ok(response) => response,
        Err(answer) => reply(&answer, media, gateway.rules),
    }
}

async fn respond(
    gateway: &Arc<Gateway>,
    media: Media,
    parts: Parts,
    body: Body,
) -> Result<Response<Body>, Answer> {
    let transport = match (&parts.method, media) {
        (&Method::GET, Media::EventStream) => Transport::EventsGet,
        (&Method::POST, Media::EventStream) => Transport::EventsPost,
        (&Method::GET, _) => Transport::Get,
        (&Method::POST, _) => Transport::Post,
        _ => {
            let message = "GraphQL takes GET and POST";
            let answer = Answer::failed(Failure::Method, Code::MethodNotAllowed, message, None);
            let mut response = reply(&answer, media, gateway.rules);
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static("GET, POST"));
            return Ok(response);
        }
    };
    if parts.method == Method::POST {
        body::check_type(&parts.headers)?;
    }
    // Nobody reads a body for a caller it does not know.
    let principal = gateway.caller(&parts.headers).await?;
    let params = if parts.method == Method::POST {
        let bytes = body::read(body, &gateway.limits).await?;
        let json = serde_json::from_slice(&bytes).map_err(|error| not_json(&error))?;
        Params::from_json(json).map_err(|error| malformed(&error))?
    } else {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| malformed(&ParamsError::Url))?;
        Params::from_pairs(pairs.0).map_err(|error| malformed(&error))?
    };
    let request_id = parts
        .extensions
        .get::<RequestId>()
        .cloned()
        .unwrap_or_else(RequestId::generate);
    let call = Call {
        params,
        principal,
        request_id,
        transport,
    };
    if media == Media::EventStream {
        return sse::respond(gateway, call).await;
    }
    let prepared = gateway.service.prepare(call).await?;
    let answer = gateway.service.execute(prepared).await;
    Ok(reply(&answer, media, gateway.rules))
}

async fn upgrade(gateway: Arc<Gateway>, parts: &mut Parts) -> Response<Body> {
    match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => ws::upgrade(gateway, upgrade, parts),
        Err(rejection) => {
            let message = format!("the connection cannot become a WebSocket: {rejection}");
            let answer = Answer::failed(Failure::Malformed, Code::BadRequest, message, None);
            reply(&answer, Media::Json, gateway.rules)
        }
    }
}

fn malformed(error: &ParamsError) -> Answer {
    Answer::failed(
        Failure::Malformed,
        Code::BadRequest,
        error.to_string(),
        None,
    )
}

/// Says where the JSON breaks, without quoting it.
fn not_json(error: &serde_json::Error) -> Answer {
    let (line, column) = (error.line(), error.column());
    let message = format!("the body is not JSON: it breaks at line {line}, column {column}");
    Answer::failed(Failure::Malformed, Code::BadRequest, message, None)
}
