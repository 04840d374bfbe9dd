use chrono::TimeDelta;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use shuniu_api::{
    auth::{Role, TokenRequest},
    config::Config,
};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::CloseFrame},
};

use crate::harness::{Hub, PATIENCE, token_request};

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

async fn connect(hub: &Hub, protocol: Option<&str>) -> Result<Socket, Error> {
    let mut request = format!("ws://{}/graphql", hub.address).into_client_request()?;
    if let Some(protocol) = protocol {
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol.parse().unwrap());
    }
    connect_async(request)
        .await
        .map(|(socket, _)| Socket(socket))
}

impl Socket {
    /// Connects, before `connection_init`.
    async fn open(hub: &Hub) -> Self {
        connect(hub, Some("graphql-transport-ws")).await.unwrap()
    }

    /// Connects and is acknowledged.
    async fn ready(hub: &Hub) -> Self {
        let mut socket = Self::open(hub).await;
        socket.init(&hub.token(Role::Developer)).await;
        assert_eq!(socket.hear().await, json!({"type": "connection_ack"}));
        socket
    }

    async fn init(&mut self, token: &str) {
        let payload = json!({"authorization": format!("Bearer {token}")});
        self.say(json!({"type": "connection_init", "payload": payload}))
            .await;
    }

    async fn say(&mut self, message: Value) {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(json!({"type": "subscribe", "id": id, "payload": {"query": query}}))
            .await;
    }

    async fn message(&mut self) -> Option<Message> {
        let next = tokio::time::timeout(PATIENCE, self.0.next())
            .await
            .expect("a message in time");
        next.and_then(Result::ok)
    }

    async fn hear(&mut self) -> Value {
        loop {
            match self.message().await {
                Some(Message::Text(text)) => return serde_json::from_str(&text).unwrap(),
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("expected a text, got {other:?}"),
            }
        }
    }

    async fn closed(&mut self) -> CloseFrame {
        loop {
            match self.message().await {
                Some(Message::Close(Some(frame))) => return frame,
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("expected a close, got {other:?}"),
            }
        }
    }

    async fn close_code(&mut self) -> u16 {
        self.closed().await.code.into()
    }
}

fn next(id: &str, data: impl serde::Serialize) -> Value {
    json!({"type": "next", "id": id, "payload": {"data": data}})
}

fn complete(id: &str) -> Value {
    json!({"type": "complete", "id": id})
}

#[tokio::test]
async fn a_subscription_yields_and_completes() {
    let hub = Hub::start().await;
    let mut socket = Socket::ready(&hub).await;
    socket.subscribe("a", "subscription { count(to: 2) }").await;
    assert_eq!(socket.hear().await, next("a", json!({"count": 1})));
    assert_eq!(socket.hear().await, next("a", json!({"count": 2})));
    assert_eq!(socket.hear().await, complete("a"));
    // The id is free again.
    socket.subscribe("a", "query { hello }").await;
    assert_eq!(socket.hear().await, next("a", json!({"hello": "你好"})));
    assert_eq!(socket.hear().await, complete("a"));
    socket.subscribe("b", "mutation { bump }").await;
    assert_eq!(socket.hear().await, next("b", json!({"bump": 1})));
    assert_eq!(socket.hear().await, complete("b"));
}

#[tokio::test]
async fn a_completed_subscription_is_dropped() {
    let hub = Hub::start().await;
    let mut socket = Socket::ready(&hub).await;
    socket.subscribe("a", "subscription { forever }").await;
    tokio::time::timeout(PATIENCE, hub.probe.begun.notified())
        .await
        .unwrap();
    socket.say(complete("a")).await;
    tokio::time::timeout(PATIENCE, hub.probe.dropped.notified())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_lost_peer_ends_its_operations() {
    let hub = Hub::start().await;
    let mut socket = Socket::ready(&hub).await;
    socket.subscribe("a", "subscription { forever }").await;
    tokio::time::timeout(PATIENCE, hub.probe.begun.notified())
        .await
        .unwrap();
    drop(socket);
    tokio::time::timeout(PATIENCE, hub.probe.dropped.notified())
        .await
        .unwrap();
}

#[tokio::test]
async fn request_errors_are_error_messages() {
    let hub = Hub::start().await;
    let mut socket = Socket::ready(&hub).await;
    for (query, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($n: Int!) { echo(n: $n) }", "BAD_USER_INPUT"),
        (
            "{ ...A } fragment A on Query { ...A }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{ boom }", "INTERNAL"),
    ] {
        socket.subscribe("a", query).await;
        let message = socket.hear().await;
        assert_eq!(message["type"], "error", "{query}: {message}");
        assert_eq!(message["payload"][0]["extensions"]["code"], code, "{query}");
    }
    // Errors of execution are data.
    socket.subscribe("a", "{ hello fault }").await;
    let message = socket.hear().await;
    assert_eq!(message["type"], "next");
    assert_eq!(message["payload"]["data"]["hello"], "你好");
    assert_eq!(socket.hear().await, complete("a"));
}

#[tokio::test]
async fn a_panic_within_a_subscription_ends_it_alone() {
    let hub = Hub::start().await;
    let mut socket = Socket::ready(&hub).await;
    socket.subscribe("a", "subscription { bursting }").await;
    assert_eq!(socket.hear().await, next("a", json!({"bursting": 1})));
    let message = socket.hear().await;
    assert_eq!(
        message["payload"][0]["extensions"]["code"], "INTERNAL",
        "{message}"
    );
    socket.subscribe("b", "{ hello }").await;
    assert_eq!(socket.hear().await, next("b", json!({"hello": "你好"})));
}

#[tokio::test]
async fn the_guard_stands_before_sockets_too() {
    let hub = Hub::start().await;
    let mut socket = Socket::ready(&hub).await;
    socket
        .subscribe("a", &format!("{{ {} }}", "hello ".repeat(30)))
        .await;
    let message = socket.hear().await;
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "LIMIT_EXCEEDED"
    );
}

#[tokio::test]
async fn ping_is_answered_with_its_payload_even_before_init() {
    let hub = Hub::start().await;
    let mut socket = Socket::open(&hub).await;
    socket
        .say(json!({"type": "ping", "payload": {"x": 1}}))
        .await;
    assert_eq!(
        socket.hear().await,
        json!({"type": "pong", "payload": {"x": 1}})
    );
    socket.say(json!({"type": "ping"})).await;
    assert_eq!(socket.hear().await, json!({"type": "pong"}));
}

#[tokio::test]
async fn bad_messages_close_with_4400_and_a_short_reason() {
    let hub = Hub::start().await;
    for message in [
        "no JSON".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        json!({"type": "x".repeat(1_000)}).to_string(),
        json!({"type": "connection_init", "payload": 1}).to_string(),
        json!({"type": "subscribe", "payload": {"query": "{ hello }"}}).to_string(),
        json!({"type": "subscribe", "id": "", "payload": {"query": "{ hello }"}}).to_string(),
        json!({"type": "subscribe", "id": "a"}).to_string(),
        json!({"type": "subscribe", "id": "a", "payload": {"query": 1}}).to_string(),
        json!({"type": "complete"}).to_string(),
    ] {
        let mut socket = Socket::ready(&hub).await;
        socket.0.send(Message::text(message.clone())).await.unwrap();
        let frame = socket.closed().await;
        assert_eq!(u16::from(frame.code), 4400, "{message}");
        assert!(!frame.reason.is_empty() && frame.reason.len() <= 123);
    }
    let mut socket = Socket::ready(&hub).await;
    socket.0.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(socket.close_code().await, 4400);
}

#[tokio::test]
async fn subscribe_before_the_acknowledgement_closes_with_4401() {
    let hub = Hub::start().await;
    let mut socket = Socket::open(&hub).await;
    socket.subscribe("a", "{ hello }").await;
    assert_eq!(socket.close_code().await, 4401);
}

#[tokio::test]
async fn a_refused_token_closes_with_4403() {
    let hub = Hub::start().await;
    for payload in [
        json!(null),
        json!({}),
        json!({"authorization": "Bearer x.y.z"}),
    ] {
        let mut socket = Socket::open(&hub).await;
        socket
            .say(json!({"type": "connection_init", "payload": payload}))
            .await;
        assert_eq!(socket.close_code().await, 4403);
    }
}

#[tokio::test]
async fn the_end_of_the_token_closes_with_4403() {
    let hub = Hub::start().await;
    let mut socket = Socket::open(&hub).await;
    // Within the leeway, but over: the server's clock stands still.
    let over = TokenRequest {
        ttl: TimeDelta::seconds(-5),
        ..token_request(Role::Developer)
    };
    socket.init(&hub.token_of(&over)).await;
    assert_eq!(socket.hear().await, json!({"type": "connection_ack"}));
    let frame = socket.closed().await;
    assert_eq!(
        (u16::from(frame.code), frame.reason.as_str()),
        (4403, "Token expired")
    );
}

#[tokio::test]
async fn init_that_does_not_come_closes_with_4408() {
    let hub = Hub::with(|config| config.limits.socket_init_ms = 20).await;
    assert_eq!(Socket::open(&hub).await.close_code().await, 4408);
}

#[tokio::test]
async fn an_id_in_use_closes_with_4409() {
    let hub = Hub::start().await;
    let mut socket = Socket::ready(&hub).await;
    socket.subscribe("a", "subscription { forever }").await;
    socket.subscribe("a", "{ hello }").await;
    assert_eq!(socket.close_code().await, 4409);
}

#[tokio::test]
async fn a_second_init_closes_with_4429() {
    let hub = Hub::start().await;
    let mut socket = Socket::ready(&hub).await;
    socket.init(&hub.token(Role::Developer)).await;
    assert_eq!(socket.close_code().await, 4429);
}

#[tokio::test]
async fn a_message_too_large_closes_with_1009() {
    let hub = Hub::with(|config| config.limits.socket_message_bytes = 1_000).await;
    let mut socket = Socket::ready(&hub).await;
    socket.subscribe("a", &"x".repeat(2_000)).await;
    assert_eq!(socket.close_code().await, 1009);
}

#[tokio::test]
async fn too_many_operations_on_a_socket_are_refused_one_by_one() {
    let hub = Hub::with(|config| config.limits.socket_operations = 1).await;
    let mut socket = Socket::ready(&hub).await;
    socket.subscribe("a", "subscription { forever }").await;
    socket.subscribe("b", "{ hello }").await;
    let message = socket.hear().await;
    assert_eq!(
        (&message["type"], &message["id"]),
        (&json!("error"), &json!("b"))
    );
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "LIMIT_EXCEEDED"
    );
}

#[tokio::test]
async fn a_silent_peer_is_pinged() {
    let hub = Hub::with(|config| config.limits.socket_ping_ms = 10).await;
    let mut socket = Socket::ready(&hub).await;
    assert!(matches!(socket.message().await, Some(Message::Ping(_))));
}

#[tokio::test]
async fn shutdown_closes_with_1001() {
    let mut hub = Hub::start().await;
    let mut socket = Socket::ready(&hub).await;
    socket.subscribe("a", "subscription { forever }").await;
    tokio::time::timeout(PATIENCE, hub.probe.begun.notified())
        .await
        .unwrap();
    hub.begin_stop();
    assert_eq!(socket.close_code().await, 1001);
    drop(socket);
    assert!(hub.stop().await);
}

async fn refused(change: impl FnOnce(&mut Config), protocol: Option<&str>, held: bool) -> u16 {
    let hub = Hub::with(change).await;
    let _held = if held {
        Some(Socket::ready(&hub).await)
    } else {
        None
    };
    match connect(&hub, protocol).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        other => panic!("expected a refusal, got {:?}", other.err()),
    }
}

#[tokio::test]
async fn upgrades_without_the_subprotocol_or_beyond_the_limit_are_refused() {
    assert_eq!(refused(|_| {}, None, false).await, 400);
    assert_eq!(refused(|_| {}, Some("graphql-ws"), false).await, 400);
    let one = |config: &mut Config| config.limits.sockets = 1;
    assert_eq!(refused(one, Some("graphql-transport-ws"), true).await, 503);
}
