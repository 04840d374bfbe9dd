use std::time::Instant;

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::harness::{Hub, PATIENCE};

/// Sends bytes as they are and returns the first line that comes back.
async fn raw(hub: &Hub, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(hub.address).await.unwrap();
    // The server may answer and close before it has taken everything.
    drop(stream.write_all(bytes).await);
    let mut answer = vec![0; 1024];
    let read = tokio::time::timeout(PATIENCE, stream.read(&mut answer))
        .await
        .unwrap();
    answer.truncate(read.unwrap_or(0));
    String::from_utf8(answer)
        .unwrap()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn a_large_body_is_413_whether_declared_or_not() {
    let hub = Hub::with(|config| config.limits.body_bytes = 1_000).await;
    let answer = hub.post().send("x".repeat(1_001)).await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.codes(), ["PAYLOAD_TOO_LARGE"]);
    let token = hub.token(shuniu_api::auth::Role::Developer);
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    let chunks = format!("400\r\n{}\r\n", "x".repeat(1_024));
    assert_eq!(
        raw(&hub, format!("{head}{chunks}").as_bytes()).await,
        "HTTP/1.1 413 Payload Too Large"
    );
}

#[tokio::test]
async fn a_body_that_does_not_come_is_408() {
    let hub = Hub::with(|config| config.limits.body_read_ms = 30).await;
    let token = hub.token(shuniu_api::auth::Role::Developer);
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
    );
    assert_eq!(
        raw(&hub, head.as_bytes()).await,
        "HTTP/1.1 408 Request Timeout"
    );
}

#[tokio::test]
async fn large_and_many_headers_are_431() {
    let hub = Hub::start().await;
    let large = format!(
        "GET /healthz HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n",
        "x".repeat(20_000)
    );
    let status = "HTTP/1.1 431 Request Header Fields Too Large";
    assert_eq!(raw(&hub, large.as_bytes()).await, status);
    let many: String = (0..100).map(|n| format!("x-{n}: y\r\n")).collect();
    let many = format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{many}\r\n");
    assert_eq!(raw(&hub, many.as_bytes()).await, status);
}

#[tokio::test]
async fn a_head_that_does_not_come_ends_the_connection() {
    let hub = Hub::with(|config| config.limits.header_read_ms = 30).await;
    let line = raw(&hub, b"GET /healthz HTTP/1.1\r\nhost: x\r\n").await;
    assert!(
        line.is_empty() || line.starts_with("HTTP/1.1 408"),
        "{line}"
    );
}

#[tokio::test]
async fn an_operation_ends_at_its_deadline() {
    let hub = Hub::with(|config| config.limits.request_ms = 30).await;
    let answer = hub.run("{ hang }").await;
    assert_eq!(answer.status, 504);
    assert_eq!(answer.codes(), ["DEADLINE_EXCEEDED"]);
    tokio::time::timeout(PATIENCE, hub.probe.dropped.notified())
        .await
        .unwrap();
}

#[tokio::test]
async fn the_bomb_of_978_bytes_is_refused_at_once_over_http() {
    use std::fmt::Write;
    let hub = Hub::start().await;
    let mut query = "{...F0}".to_owned();
    for level in 0..24 {
        write!(
            query,
            "fragment F{level} on Query{{...F{0} ...F{0}}}",
            level + 1
        )
        .unwrap();
    }
    query.push_str("fragment F24 on Query{hello}");
    let begin = Instant::now();
    let answer = hub.run(&query).await;
    assert_eq!(answer.codes(), ["LIMIT_EXCEEDED"]);
    assert!(begin.elapsed().as_secs() < 2, "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_big_document_runs_off_the_workers_with_the_same_answer() {
    let hub = Hub::with(|config| config.limits.offload_bytes = 10).await;
    let answer = hub.run("{ hello echo(n: 3) }").await;
    assert_eq!(answer.json(), json!({"data": {"hello": "你好", "echo": 3}}));
    let answer = hub.run("{ hello boom }").await;
    assert_eq!(answer.status, 500);
    let answer = hub.run("mutation { bump bump2: bump }").await;
    assert_eq!(answer.json(), json!({"data": {"bump": 1, "bump2": 2}}));
}

#[tokio::test]
async fn errors_are_cut_to_their_number_and_size() {
    let hub = Hub::start().await;
    let answer = hub.run("{ many { bad } }").await;
    let json = answer.json();
    let errors = json["errors"].as_array().unwrap();
    let size = serde_json::to_vec(errors).unwrap().len();
    assert!(
        errors.len() <= 50 && size <= 16_384,
        "{} errors, {size} bytes",
        errors.len()
    );
    let omitted = json["extensions"]["omittedErrors"].as_u64().unwrap();
    assert_eq!(omitted, 200 - errors.len() as u64);
    assert_eq!(json["data"]["many"].as_array().unwrap().len(), 200);
}

#[tokio::test]
async fn a_document_with_thousands_of_faults_is_answered_briefly() {
    let hub = Hub::start().await;
    let unused: String = (0..1_500).map(|n| format!("$v{n}: Int ")).collect();
    let answer = hub.run(&format!("query({unused}) {{ hello }}")).await;
    assert!(answer.body.len() < 20_000, "{} bytes", answer.body.len());
    assert!(
        answer
            .codes()
            .iter()
            .all(|code| code == "GRAPHQL_VALIDATION_FAILED")
    );
}

#[tokio::test]
async fn a_caller_who_goes_too_fast_is_told_when_to_come_back() {
    let slow = |config: &mut shuniu_api::config::Config| {
        config.limits.operations_per_minute = 1;
        config.limits.operations_at_once = 2;
    };
    let hub = Hub::with(slow).await;
    for _ in 0..2 {
        assert_eq!(hub.run("{ hello }").await.status, 200);
    }
    let answer = hub.run("{ hello }").await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.codes(), ["RATE_LIMITED"]);
    let told = answer.json()["errors"][0]["extensions"]["retryAfterSeconds"].clone();
    assert_eq!(answer.header("retry-after"), told.to_string());
    assert!((1..=60).contains(&told.as_u64().unwrap()), "{told}");
}

#[tokio::test]
async fn limits_that_were_hit_are_counted() {
    let hub = Hub::start().await;
    hub.run(&format!("{{ {} }}", "hello ".repeat(21))).await;
    let metrics = hub.anonymous("GET", "/metrics").empty().await;
    assert!(
        metrics
            .text()
            .contains("shuniu_limit_hits_total{limit=\"root_fields\"} 1"),
        "{}",
        metrics.text()
    );
}

#[tokio::test]
async fn a_big_query_that_waits_leaves_its_thread_to_others() {
    let small = |config: &mut shuniu_api::config::Config| {
        config.limits.offload_bytes = 1;
        config.limits.offload_slots = 1;
    };
    let hub = Hub::with(small).await;
    let waiting = tokio::spawn(hub.post().json(json!({"query": "{ hang }"})));
    tokio::time::timeout(PATIENCE, hub.probe.begun.notified())
        .await
        .unwrap();
    assert_eq!(
        hub.run("{ hello }").await.json(),
        json!({"data": {"hello": "你好"}})
    );
    waiting.abort();
}
