use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Router, body::Body, response::Redirect, routing::get};
use shuniu_connectors::{
    Failure, ManualClock,
    egress::{Channel, ChannelSettings, Reached, Request},
};

use crate::rig::{http, loopback, now};

fn channel(url: &str, settings: ChannelSettings) -> Channel {
    Channel::new("probe", url, settings, Arc::new(ManualClock::new(now()))).unwrap()
}

/// A server that this test owns; it ends with the test.
async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused_when_it_is_resolved() {
    // `localhost` is no address literal: only the resolver can notice.
    let strict = ChannelSettings::default();
    let channel = channel("https://localhost:1/", strict);
    let failure = channel.send(&Request::get("x")).await.unwrap_err();
    assert_eq!(failure.class(), "config", "{failure}");
    let told = failure.to_string();
    assert!(told.contains("set allow_private_networks = true"), "{told}");
}

#[tokio::test]
async fn a_request_to_another_host_is_refused_before_anything_is_sent() {
    let channel = channel("http://127.0.0.1:9/", http());
    for target in [
        "http://127.0.0.1:10/x",
        "http://169.254.169.254/latest/meta-data",
    ] {
        let failure = channel.send(&Request::get(target)).await.unwrap_err();
        assert_eq!(failure.class(), "config", "{failure}");
    }
}

#[tokio::test]
async fn an_answer_beyond_the_limit_is_not_read_on() {
    let announced = get(|| async { "x".repeat(5_000) });
    let streamed = get(|| async {
        let pieces = (0..50).map(|_| Ok::<_, std::io::Error>("x".repeat(400)));
        Body::from_stream(futures_util::stream::iter(pieces))
    });
    let router = Router::new()
        .route("/announced", announced)
        .route("/streamed", streamed);
    let settings = ChannelSettings {
        max_response_bytes: 1_000,
        ..http()
    };
    let channel = channel(&serve(router).await, settings);
    for path in ["announced", "streamed"] {
        let failure = channel.send(&Request::get(path)).await.unwrap_err();
        assert_eq!(failure.class(), "remote", "{failure}");
        assert!(
            failure.to_string().contains("max_response_bytes"),
            "{failure}"
        );
    }
}

#[tokio::test]
async fn silence_ends_with_the_time_limit() {
    let router = Router::new().route("/", get(std::future::pending::<()>));
    let settings = ChannelSettings {
        timeout_ms: 50,
        attempts: 2,
        ..http()
    };
    let channel = channel(&serve(router).await, settings);
    let undelivered = channel.send_once(&Request::get("")).await.unwrap_err();
    assert_eq!(undelivered.reached, Reached::Inside);
    let Failure::Transient { message, .. } = undelivered.failure else {
        panic!("a time limit is transient")
    };
    assert!(message.contains("no answer in time"), "{message}");
}

#[tokio::test]
async fn a_query_is_not_shown_in_errors() {
    let channel = channel("http://127.0.0.1:1/", http());
    let request = Request::get("x").query("token", "canary-7f3a");
    let failure = channel.send(&request).await.unwrap_err();
    assert!(!failure.to_string().contains("canary"), "{failure}");
}

#[tokio::test]
async fn a_redirect_is_reported_and_its_target_never_called() {
    let called = Arc::new(AtomicBool::new(false));
    let witness = Arc::clone(&called);
    let target = get(move || async move { witness.store(true, Ordering::SeqCst) });
    let redirect = get(|| async { Redirect::temporary("/target") });
    let router = Router::new()
        .route("/moved", redirect)
        .route("/target", target);
    let channel = channel(&serve(router).await, http());
    let failure = channel.send(&Request::get("moved")).await.unwrap_err();
    assert_eq!(failure.class(), "config", "{failure}");
    assert!(!called.load(Ordering::SeqCst));
}
