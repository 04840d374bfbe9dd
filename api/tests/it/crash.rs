use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::harness::{Hub, PATIENCE};

#[tokio::test]
async fn a_panic_is_500_with_the_request_id_and_the_server_lives() {
    let hub = Hub::start().await;
    let answer = hub.run("{ hello boom }").await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.codes(), ["INTERNAL"]);
    assert!(!answer.text().contains("secret"), "{}", answer.text());
    let id = answer.json()["errors"][0]["extensions"]["requestId"].clone();
    assert_eq!(id, answer.header("x-request-id"));
    assert_eq!(
        hub.run("{ hello }").await.json(),
        json!({"data": {"hello": "你好"}})
    );
}

async fn ask_and_hang_up(hub: &Hub, query: &str) {
    let token = hub.token(shuniu_api::auth::Role::Developer);
    let body = json!({"query": query}).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(hub.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    tokio::time::timeout(PATIENCE, hub.probe.begun.notified())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_query_ends_when_the_caller_hangs_up() {
    let hub = Hub::start().await;
    ask_and_hang_up(&hub, "{ hang }").await;
    tokio::time::timeout(PATIENCE, hub.probe.dropped.notified())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_big_query_ends_when_the_caller_hangs_up() {
    let hub = Hub::with(|config| config.limits.offload_bytes = 1).await;
    ask_and_hang_up(&hub, "{ hang }").await;
    tokio::time::timeout(PATIENCE, hub.probe.dropped.notified())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_mutation_goes_on_when_the_caller_hangs_up() {
    let hub = Hub::start().await;
    ask_and_hang_up(&hub, "mutation { slowBump }").await;
    // The connection is gone once the server has noticed; only then may the mutation go on.
    let gone = async {
        loop {
            let metrics = hub.anonymous("GET", "/metrics").empty().await;
            // The one that is left is that of this very request.
            if metrics.text().contains("shuniu_connections_open 1\n") {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.unwrap();
    hub.probe.go_on.notify_one();
    tokio::time::timeout(PATIENCE, hub.probe.bumped.notified())
        .await
        .unwrap();
    assert_eq!(hub.bumps(), 1);
}
