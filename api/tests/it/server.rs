use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde_json::json;

use crate::harness::{Call, Hub, PATIENCE};

#[tokio::test]
async fn health_answers_without_a_token() {
    let hub = Hub::start().await;
    assert_eq!(
        hub.anonymous("GET", "/healthz").empty().await.text(),
        "ok\n"
    );
    assert_eq!(
        hub.anonymous("GET", "/readyz").empty().await.text(),
        "ready\n"
    );
}

#[tokio::test]
async fn readiness_says_why_not() {
    let fine = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&fine);
    let readiness: shuniu_api::http::Readiness = Arc::new(move || {
        let fine = flag.load(Ordering::SeqCst);
        Box::pin(async move {
            if fine {
                Ok(Some("the document store does not answer".to_owned()))
            } else {
                Err("no database".to_owned())
            }
        })
    });
    let hub = Hub::ready(|_| {}, readiness).await;
    let answer = hub.anonymous("GET", "/readyz").empty().await;
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (503, "not ready: no database\n")
    );
    fine.store(true, Ordering::SeqCst);
    let answer = hub.anonymous("GET", "/readyz").empty().await;
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (200, "ready; the document store does not answer\n")
    );
}

#[tokio::test]
async fn metrics_count_requests_operations_and_errors() {
    let hub = Hub::start().await;
    hub.run("{ hello }").await;
    hub.run("{ fault }").await;
    hub.run("{ nope }").await;
    hub.run("mutation { bump }").await;
    hub.anonymous("GET", "/some/random/path").empty().await;
    let answer = hub.anonymous("GET", "/metrics").empty().await;
    assert_eq!(
        answer.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = answer.text();
    for line in [
        "# TYPE shuniu_http_requests_total counter",
        "shuniu_http_requests_total{route=\"/graphql\",method=\"POST\",status=\"200\"} 4",
        "shuniu_http_requests_total{route=\"unmatched\",method=\"GET\",status=\"404\"} 1",
        "shuniu_http_request_duration_seconds_count{route=\"/graphql\"} 4",
        "shuniu_graphql_operations_total{kind=\"query\",outcome=\"complete\"} 1",
        "shuniu_graphql_operations_total{kind=\"query\",outcome=\"partial\"} 1",
        "shuniu_graphql_operations_total{kind=\"query\",outcome=\"failed\"} 1",
        "shuniu_graphql_operations_total{kind=\"mutation\",outcome=\"complete\"} 1",
        "shuniu_graphql_errors_total{code=\"CONFLICT\"} 1",
        "shuniu_graphql_errors_total{code=\"GRAPHQL_VALIDATION_FAILED\"} 1",
        "shuniu_sockets_open 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn metrics_may_have_a_listener_of_their_own() {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let hub = Hub::with(|config| config.server.metrics_listen = Some(any)).await;
    let own = hub.operations.unwrap();
    assert_eq!(Call::new(own, "GET", "/metrics").empty().await.status, 200);
    assert_eq!(Call::new(own, "GET", "/readyz").empty().await.status, 200);
    assert_eq!(Call::new(own, "GET", "/graphql").empty().await.status, 404);
    assert_eq!(hub.anonymous("GET", "/metrics").empty().await.status, 404);
    assert_eq!(hub.anonymous("GET", "/healthz").empty().await.status, 200);
}

#[tokio::test]
async fn shutdown_waits_for_running_requests_and_takes_no_new_ones() {
    let mut hub = Hub::start().await;
    let running = tokio::spawn(hub.post().json(json!({"query": "mutation { slowBump }"})));
    tokio::time::timeout(PATIENCE, hub.probe.begun.notified())
        .await
        .unwrap();
    hub.begin_stop();
    let mut draining = hub.lifecycle.draining();
    tokio::time::timeout(PATIENCE, draining.wait())
        .await
        .unwrap();
    hub.probe.go_on.notify_one();
    assert_eq!(
        running.await.unwrap().json(),
        json!({"data": {"slowBump": 1}})
    );
    let address = hub.address;
    assert!(hub.stop().await);
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn shutdown_does_not_wait_for_ever() {
    let mut hub = Hub::with(|config| config.server.drain_ms = 30).await;
    let running = tokio::spawn(hub.post().json(json!({"query": "{ hang }"})));
    tokio::time::timeout(PATIENCE, hub.probe.begun.notified())
        .await
        .unwrap();
    hub.begin_stop();
    assert!(!hub.stop().await);
    running.abort();
}
