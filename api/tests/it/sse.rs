use chrono::TimeDelta;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use shuniu_api::auth::{Role, TokenRequest};

use crate::harness::{Answer, Call, Hub, PATIENCE, token_request};

fn events(hub: &Hub) -> Call {
    hub.post().accept("text/event-stream")
}

/// Splits a stream into event names and data.
fn read(answer: &Answer) -> Vec<(String, Value)> {
    let blocks = answer
        .text()
        .split("\n\n")
        .filter(|block| block.starts_with("event:"));
    blocks
        .map(|block| {
            let (name, data) = block.split_once('\n').unwrap();
            let name = name.strip_prefix("event: ").unwrap().to_owned();
            let data = data.strip_prefix("data:").unwrap().trim();
            let data = if data.is_empty() {
                Value::Null
            } else {
                serde_json::from_str(data).unwrap()
            };
            (name, data)
        })
        .collect()
}

fn next(data: Value) -> (String, Value) {
    ("next".to_owned(), data)
}

fn complete() -> (String, Value) {
    ("complete".to_owned(), Value::Null)
}

#[tokio::test]
async fn a_subscription_is_streamed_and_completed() {
    let hub = Hub::start().await;
    let answer = events(&hub)
        .json(json!({"query": "subscription { count(to: 2) }"}))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "text/event-stream; charset=utf-8"
    );
    let expected = [
        next(json!({"data": {"count": 1}})),
        next(json!({"data": {"count": 2}})),
        complete(),
    ];
    assert_eq!(read(&answer), expected);
}

#[tokio::test]
async fn queries_and_mutations_come_as_one_event() {
    let hub = Hub::start().await;
    let answer = events(&hub).json(json!({"query": "{ hello }"})).await;
    assert_eq!(
        read(&answer),
        [next(json!({"data": {"hello": "你好"}})), complete()]
    );
    let answer = events(&hub)
        .json(json!({"query": "mutation { bump }"}))
        .await;
    assert_eq!(
        read(&answer),
        [next(json!({"data": {"bump": 1}})), complete()]
    );
}

#[tokio::test]
async fn errors_of_the_document_come_as_an_event_without_data() {
    let hub = Hub::start().await;
    for query in [
        "{",
        "{ nope }",
        "subscription { nope }",
        "subscription { count(to: 1) refused }",
    ] {
        let answer = events(&hub).json(json!({"query": query})).await;
        assert_eq!(answer.status, 200);
        let events = read(&answer);
        assert_eq!(events.len(), 2, "{query}: {events:?}");
        assert!(
            events[0].1["errors"].is_array() && events[0].1.get("data").is_none(),
            "{query}"
        );
        assert_eq!(events[1], complete());
    }
}

#[tokio::test]
async fn a_malformed_request_is_an_ordinary_400() {
    let answer = events(&Hub::start().await).json(json!([])).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer
            .header("content-type")
            .starts_with("application/json")
    );
}

#[tokio::test]
async fn the_stream_ends_with_its_token() {
    let hub = Hub::start().await;
    // Within the leeway, but over: the server's clock stands still.
    let over = TokenRequest {
        ttl: TimeDelta::seconds(-5),
        ..token_request(Role::Developer)
    };
    let call = hub
        .anonymous("POST", "/graphql")
        .header("content-type", "application/json")
        .accept("text/event-stream")
        .bearer(&hub.token_of(&over));
    let answer = call
        .json(json!({"query": "subscription { forever }"}))
        .await;
    let events = read(&answer);
    assert_eq!(
        events[0].1["errors"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
    assert_eq!(events[1], complete());
}

#[tokio::test]
async fn a_silent_stream_is_kept_open_by_comments_and_ends_without_complete_at_shutdown() {
    let mut hub = Hub::with(|config| config.limits.socket_ping_ms = 10).await;
    let mut stream = events(&hub)
        .stream(&json!({"query": "subscription { forever }"}))
        .await;
    let first = tokio::time::timeout(PATIENCE, stream.frame())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(first.into_data().unwrap(), ":\n\n");
    hub.begin_stop();
    let rest = tokio::time::timeout(PATIENCE, stream.collect())
        .await
        .unwrap()
        .unwrap()
        .to_bytes();
    assert!(!String::from_utf8_lossy(&rest).contains("complete"));
    tokio::time::timeout(PATIENCE, hub.probe.dropped.notified())
        .await
        .unwrap();
    assert!(hub.stop().await);
}

#[tokio::test]
async fn too_many_streams_are_refused() {
    let hub = Hub::with(|config| config.limits.event_streams = 1).await;
    let first = tokio::spawn(events(&hub).json(json!({"query": "subscription { forever }"})));
    tokio::time::timeout(PATIENCE, hub.probe.begun.notified())
        .await
        .unwrap();
    let answer = events(&hub)
        .json(json!({"query": "subscription { forever }"}))
        .await;
    assert_eq!(answer.status, 503);
    first.abort();
}
