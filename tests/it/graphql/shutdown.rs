//! A sync that somebody started stops at the end of a page when the server is asked to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use shuniu_api::app::HubExecutor;
use shuniu_api::auth::{DevelopmentKey, FixedKeys, Role, TokenRequest, mint};
use shuniu_api::cli::authenticator;
use shuniu_api::clock::FixedClock;
use shuniu_api::config::Config;
use shuniu_api::http::{Gateway, always_ready};
use shuniu_api::server::{Lifecycle, Server};
use shuniu_api::service::{GraphqlService, ServiceSettings};
use shuniu_api::telemetry::{Metrics, Registry};
use shuniu_connectors::SystemClock;
use shuniu_connectors::contract::System;
use shuniu_connectors::egress::{Channel, ChannelSettings, Request};
use shuniu_hub::Hub;
use shuniu_hub::sync::Silent;
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::altered::{Altered, Slow};
use super::house::{House, bureau};

/// No wait is longer; none is expected to come near.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server on a port of its own, and a way to ask it.
struct Served {
    channel: Channel,
    token: String,
    lifecycle: Lifecycle,
    stop: oneshot::Sender<()>,
    running: JoinHandle<bool>,
}

fn now() -> DateTime<Utc> {
    "2026-06-30T04:00:00Z".parse().unwrap()
}

async fn serve(hub: &Hub) -> Served {
    let mut config = Config::default();
    config.server.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.server.drain_ms = PATIENCE.as_millis().try_into().unwrap();
    config.auth.allow_development_key = true;
    let key = DevelopmentKey::generate();
    let keys = Box::new(FixedKeys(key.to_json()));
    let auth = authenticator(&config.auth, Some(keys), Arc::new(FixedClock(now()))).unwrap();
    let request = TokenRequest {
        subject: None,
        role: Role::DataBureau,
        body: None,
        jurisdictions: vec!["320902".to_owned()],
        org: None,
        name: None,
        issuer: config.auth.issuer.clone(),
        audience: config.auth.audience.clone(),
        ttl: TimeDelta::hours(1),
    };
    let metrics = Arc::new(Metrics::new(Registry::default()));
    let lifecycle = Lifecycle::new();
    let executor = HubExecutor::new(hub.clone(), &config.limits, lifecycle.clone());
    let settings = ServiceSettings::from(&config);
    let service = GraphqlService::new(executor, settings, Arc::clone(&metrics));
    let gateway = Gateway::new(service, Arc::new(auth), &config, metrics, lifecycle.clone());
    let server = Server::bind(&config, gateway, always_ready(), Default::default());
    let server = server.await.unwrap();
    let address = format!("http://{}", server.address());
    let settings = ChannelSettings {
        allow_private: true,
        ..ChannelSettings::default()
    };
    let (stop, stopped) = oneshot::channel::<()>();
    Served {
        channel: Channel::new("hub", &address, settings, Arc::new(SystemClock::new())).unwrap(),
        token: mint(&request, &key, now()).unwrap().0,
        lifecycle,
        stop,
        running: tokio::spawn(server.run(async move { drop(stopped.await) })),
    }
}

impl Served {
    async fn ask(&self, query: &str) -> Value {
        let body = json!({"query": query}).to_string().into_bytes();
        let request = Request::post("graphql", "application/json", body)
            .header("authorization", format!("Bearer {}", self.token));
        let answer = self.channel.send(&request).await.unwrap();
        let mut answer: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(answer["errors"], Value::Null);
        answer["data"].take()
    }
}

on_both! {
    async fn a_started_sync_ends_with_a_page_and_the_next_goes_on_there(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::start(&world(240)).await.unwrap();
        let approval = outside.connector(&System::INVESTMENT_APPROVAL).unwrap();
        let slow = Arc::new(Slow::default());
        let held = Altered::slow(&approval, &slow);
        house.hub.attach(house.tinghu, held).await.unwrap();
        let served = serve(&house.hub).await;

        let start = r#"mutation { startSync(input: {jurisdiction: "320902"}) {
            started { system run { id stream state } } } }"#;
        let started = served.ask(start).await["startSync"]["started"].take();
        assert_eq!(started.as_array().unwrap().len(), 1);
        let run = &started[0]["run"];
        assert_eq!(run["state"], "running");
        // The second page is asked for and the other side takes its time; then comes the shutdown.
        tokio::time::timeout(PATIENCE, slow.asked.notified()).await.unwrap();
        drop(served.stop);
        let mut draining = served.lifecycle.draining();
        tokio::time::timeout(PATIENCE, draining.wait()).await.unwrap();
        assert!(!served.running.is_finished(), "it waits for the page");
        slow.go_on.notify_one();
        let in_time = tokio::time::timeout(PATIENCE, served.running).await.unwrap().unwrap();
        assert!(in_time, "nothing was cut off");

        let query = format!(
            r#"{{ node(id: {}) {{ ... on SyncRun {{ stream state pages received failure finishedAt }} }}
                connectors {{ health {{ lastFailure }} }} }}"#,
            run["id"]
        );
        let after = house.data(&bureau(), &query).await;
        let ended = &after["node"];
        assert_eq!(ended["stream"], run["stream"]);
        assert_eq!(ended["state"], "interrupted");
        assert_eq!(ended["pages"], 2);
        assert_eq!(ended["failure"], Value::Null);
        assert!(ended["finishedAt"].is_string());
        assert_eq!(after["connectors"][0]["health"]["lastFailure"], Value::Null);

        // The cursor stands behind the second page, and nobody holds the stream.
        let source = house.hub.attach(house.tinghu, approval).await.unwrap();
        let stream = &source.connector.streams()[0];
        let rest = house.hub.sync_stream(&source, stream, false, &Silent).await.unwrap();
        assert_eq!(rest.counts.unchanged, 0);
        let whole = house.hub.sync_stream(&source, stream, true, &Silent).await.unwrap();
        assert_eq!(whole.counts.received, whole.counts.unchanged);
        let before = ended["received"].as_i64().unwrap();
        assert_eq!(whole.counts.received, before + rest.counts.received);
        outside.stop().await;
    }
}
