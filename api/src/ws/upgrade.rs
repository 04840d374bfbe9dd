//! From HTTP to a socket.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::WebSocketUpgrade,
    http::{Response, request::Parts},
};

use super::session::Session;
use crate::{
    fault::Code,
    http::{Gateway, Media, reply},
    service::{Answer, Failure, RequestId},
};

/// The subprotocol we speak.
const PROTOCOL: &str = "graphql-transport-ws";

/// Answers an upgrade: 400 without the subprotocol, 503 when there are too many sockets. The token
/// comes later, in `connection_init`.
pub fn upgrade(gateway: Arc<Gateway>, upgrade: WebSocketUpgrade, parts: &Parts) -> Response<Body> {
    let fail = |failure, code, message: &str| {
        let answer = Answer::failed(failure, code, message, None);
        reply(&answer, Media::Json, gateway.rules)
    };
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .max_message_size(gateway.limits.socket_message_bytes)
        .max_frame_size(gateway.limits.socket_message_bytes);
    if upgrade.selected_protocol().is_none() {
        let message = "the socket must offer the subprotocol graphql-transport-ws";
        return fail(Failure::Malformed, Code::BadRequest, message);
    }
    let Some(open) = gateway.metrics.sockets.hold_below(gateway.limits.sockets) else {
        gateway.metrics.limit_hit("sockets");
        let message = "too many sockets are open; try again later";
        return fail(Failure::Unavailable, Code::Unavailable, message);
    };
    let request_id = parts
        .extensions
        .get::<RequestId>()
        .cloned()
        .unwrap_or_else(RequestId::generate);
    let held = gateway.lifecycle.hold();
    upgrade.on_upgrade(move |socket| async move {
        Session::new(gateway, socket, request_id).run().await;
        drop((open, held));
    })
}
