//! The life of one socket.

use std::{pin::Pin, sync::Arc, time::Duration};

use axum::extract::ws::{Message, WebSocket};
use serde_json::{Map, Value};
use tokio::time::{Instant, Interval, MissedTickBehavior, Sleep};

use super::{
    Close,
    message::{ClientMessage, ServerMessage},
    operations::{Event, Operations},
};
use crate::{
    auth::Principal,
    fault::Code,
    http::Gateway,
    server::Draining,
    service::{Answer, Call, Failure, RequestId, Transport},
};

/// How long we wait for the peer's half of a close.
const CLOSE_WAIT: Duration = Duration::from_secs(2);

pub(super) struct Session {
    gateway: Arc<Gateway>,
    socket: WebSocket,
    request_id: RequestId,
    principal: Option<Arc<Principal>>,
    operations: Operations,
    /// Until `connection_init`: the time allowed for it. After: the end of the token.
    deadline: Pin<Box<Sleep>>,
    ping: Interval,
    /// Pings sent since the peer was last heard.
    unheard: u32,
    draining: Draining,
}

/// Why the loop ended: a close of ours, or the peer is gone.
enum End {
    Close(Close),
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

impl Session {
    pub(super) fn new(gateway: Arc<Gateway>, socket: WebSocket, request_id: RequestId) -> Self {
        let limits = &gateway.limits;
        let period = Duration::from_millis(limits.socket_ping_ms);
        let mut ping = tokio::time::interval_at(Instant::now() + period, period);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let init = Duration::from_millis(limits.socket_init_ms);
        Self {
            deadline: Box::pin(tokio::time::sleep(init)),
            draining: gateway.lifecycle.draining(),
            gateway,
            socket,
            request_id,
            principal: None,
            operations: Operations::default(),
            ping,
            unheard: 0,
        }
    }

    pub(super) async fn run(mut self) {
        let end = loop {
            if let Err(end) = self.step().await {
                break end;
            }
        };
        let End::Close(close) = end else { return };
        self.gateway.metrics.socket_closed(close.code());
        tracing::debug!(request_id = %self.request_id, code = close.code(), "socket closed");
        // Operations end before the goodbye, not after the peer has taken its time.
        self.operations = Operations::default();
        let goodbye = async {
            if self
                .socket
                .send(Message::Close(Some(close.into())))
                .await
                .is_ok()
            {
                while let Some(Ok(_)) = self.socket.recv().await {}
            }
        };
        // A peer that does not say goodbye is left.
        drop(tokio::time::timeout(CLOSE_WAIT, goodbye).await);
    }

    async fn step(&mut self) -> Result<(), End> {
        tokio::select! {
            () = self.draining.wait() => Err(Close::Shutdown.into()),
            () = &mut self.deadline => Err(match self.principal {
                Some(_) => Close::Forbidden("Token expired").into(),
                None => Close::InitTimeout.into(),
            }),
            message = self.socket.recv() => self.heard(message).await,
            (id, event) = self.operations.next() => self.tell(&id, event).await,
            _ = self.ping.tick() => self.ping().await,
        }
    }

    async fn heard(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        self.unheard = 0;
        self.ping.reset();
        match message {
            None | Some(Ok(Message::Close(_))) => Err(End::Gone),
            Some(Ok(Message::Text(text))) => {
                let message = ClientMessage::parse(&text)?;
                self.act(message).await
            }
            Some(Ok(Message::Binary(_))) => Err(Close::BadMessage("Messages are text").into()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Err(error)) if is_too_large(&error) => Err(Close::TooLarge.into()),
            Some(Err(_)) => Err(End::Gone),
        }
    }

    async fn act(&mut self, message: ClientMessage) -> Result<(), End> {
        match message {
            ClientMessage::Init(payload) => self.init(&payload).await,
            ClientMessage::Ping(payload) => self.send(&ServerMessage::Pong { payload }).await,
            ClientMessage::Pong => Ok(()),
            ClientMessage::Complete { id } => {
                self.operations.end(&id);
                Ok(())
            }
            ClientMessage::Subscribe { id, params } => {
                let principal = Arc::clone(self.principal.as_ref().ok_or(Close::Unauthorized)?);
                if self.operations.len() >= self.gateway.limits.socket_operations {
                    self.gateway.metrics.limit_hit("socket_operations");
                    let message = "too many operations are live on this socket; complete some";
                    let code = Code::LimitExceeded;
                    let answer = Answer::failed(Failure::Document, code, message, None);
                    return Ok(self.operations.refuse(id, answer)?);
                }
                let request_id = self.request_id.clone();
                let call = Call {
                    params,
                    principal,
                    request_id,
                    transport: Transport::Socket,
                };
                Ok(self.operations.begin(id, &self.gateway.service, call)?)
            }
        }
    }

    async fn init(&mut self, payload: &Map<String, Value>) -> Result<(), End> {
        if self.principal.is_some() {
            return Err(Close::SecondInit.into());
        }
        let authenticator = Arc::clone(&self.gateway.authenticator);
        let principal = match payload.get("authorization").and_then(Value::as_str) {
            Some(text) => authenticator.bearer(text).await.map_err(|error| {
                self.gateway.refuse(&error);
                Close::Forbidden("Token refused")
            })?,
            None => {
                self.gateway.metrics.token_refused();
                return Err(Close::Forbidden("connection_init needs authorization").into());
            }
        };
        let left = (principal.expires_at - authenticator.clock().now()).to_std();
        self.deadline = Box::pin(tokio::time::sleep(left.unwrap_or(Duration::ZERO)));
        self.principal = Some(Arc::new(principal));
        self.send(&ServerMessage::ConnectionAck).await
    }

    async fn tell(&mut self, id: &str, event: Event) -> Result<(), End> {
        match event {
            Event::Next(answer) => {
                self.send(&ServerMessage::Next {
                    id,
                    payload: &answer,
                })
                .await
            }
            Event::Error(answer) => {
                self.send(&ServerMessage::Error {
                    id,
                    payload: &answer.errors,
                })
                .await
            }
            Event::Complete => self.send(&ServerMessage::Complete { id }).await,
        }
    }

    async fn ping(&mut self) -> Result<(), End> {
        if self.unheard >= 2 {
            return Err(Close::Silent.into());
        }
        self.unheard += 1;
        self.write(Message::Ping(axum::body::Bytes::new())).await
    }

    async fn send(&mut self, message: &ServerMessage<'_>) -> Result<(), End> {
        match serde_json::to_string(message) {
            Ok(text) => self.write(Message::Text(text.into())).await,
            Err(error) => {
                tracing::error!(%error, "a socket message could not be serialised");
                Err(Close::Internal.into())
            }
        }
    }

    async fn write(&mut self, message: Message) -> Result<(), End> {
        let limit = Duration::from_millis(self.gateway.limits.socket_send_ms);
        match tokio::time::timeout(limit, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(Close::Silent.into()),
        }
    }
}

/// axum hides the type of the error; its text is all that tells a size limit from a lost peer.
fn is_too_large(error: &axum::Error) -> bool {
    error.to_string().to_lowercase().contains("too long")
}
