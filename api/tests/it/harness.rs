//! A server on port 0, tokens for it, and a client that sees everything.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::{Router, body::Bytes};
use chrono::{DateTime, TimeDelta, Utc};
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Request, StatusCode, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use shuniu_api::{
    auth::{Authenticator, Body, DevelopmentKey, FixedKeys, Role, TokenRequest, mint},
    cli::authenticator,
    clock::FixedClock,
    config::Config,
    http::{Gateway, Readiness, always_ready},
    server::{Lifecycle, Server},
    service::{GraphqlService, ServiceSettings},
    telemetry::{Metrics, Registry},
};
use tokio::{net::TcpStream, sync::oneshot, task::JoinHandle};

use crate::schema::{Probe, schema};

/// No wait of a test is longer; none is expected to come near.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The instant at which the clock of every test server stands.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-06-30T04:00:00Z".parse().unwrap()
}

pub(crate) struct Hub {
    pub(crate) address: SocketAddr,
    pub(crate) operations: Option<SocketAddr>,
    pub(crate) probe: Probe,
    pub(crate) key: DevelopmentKey,
    pub(crate) lifecycle: Lifecycle,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<bool>,
}

pub(crate) fn token_request(role: Role) -> TokenRequest {
    TokenRequest {
        subject: None,
        role,
        body: (role == Role::Authority).then_some(Body::Finance),
        jurisdictions: vec!["320902".to_owned()],
        org: None,
        name: None,
        issuer: "shuniu".to_owned(),
        audience: "shuniu".to_owned(),
        ttl: TimeDelta::hours(1),
    }
}

pub(crate) fn config() -> Config {
    let mut config = Config::default();
    config.server.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.auth.allow_development_key = true;
    config
}

pub(crate) fn test_authenticator(config: &Config, key: &DevelopmentKey) -> Authenticator {
    let source = Box::new(FixedKeys(key.to_json()));
    authenticator(&config.auth, Some(source), Arc::new(FixedClock(now()))).unwrap()
}

impl Hub {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::ready(change, always_ready()).await
    }

    pub(crate) async fn ready(change: impl FnOnce(&mut Config), readiness: Readiness) -> Self {
        let mut config = config();
        change(&mut config);
        let key = DevelopmentKey::generate();
        let probe = Probe::default();
        let metrics = Arc::new(Metrics::new(Registry::default()));
        let settings = ServiceSettings::from(&config);
        let service = GraphqlService::new(schema(probe.clone()), settings, Arc::clone(&metrics));
        let authenticator = Arc::new(test_authenticator(&config, &key));
        let lifecycle = Lifecycle::new();
        let gateway = Gateway::new(service, authenticator, &config, metrics, lifecycle.clone());
        let server = Server::bind(&config, gateway, readiness, Router::new())
            .await
            .unwrap();
        let (address, operations) = (server.address(), server.operations_address());
        assert_eq!(
            server.ready_line(),
            format!("ready http://{address}/graphql")
        );
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(server.run(async move { drop(stopped.await) }));
        Self {
            address,
            operations,
            probe,
            key,
            lifecycle,
            stop: Some(stop),
            running,
        }
    }

    pub(crate) fn token(&self, role: Role) -> String {
        self.token_of(&token_request(role))
    }

    pub(crate) fn token_of(&self, request: &TokenRequest) -> String {
        mint(request, &self.key, now()).unwrap().0
    }

    pub(crate) fn begin_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Stops the server; tells whether everything ended in time.
    pub(crate) async fn stop(mut self) -> bool {
        self.begin_stop();
        tokio::time::timeout(PATIENCE, self.running)
            .await
            .unwrap()
            .unwrap()
    }

    pub(crate) fn bumps(&self) -> i32 {
        self.probe.bumps.load(Ordering::SeqCst)
    }

    /// A POST of JSON with a developer's token.
    pub(crate) fn post(&self) -> Call {
        self.anonymous("POST", "/graphql")
            .header("content-type", "application/json")
            .bearer(&self.token(Role::Developer))
    }

    /// A GET with a developer's token.
    pub(crate) fn get(&self, parameters: &[(&str, &str)]) -> Call {
        let query: Vec<_> = parameters
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        let path = format!("/graphql?{}", query.join("&"));
        self.anonymous("GET", &path)
            .bearer(&self.token(Role::Developer))
    }

    pub(crate) fn anonymous(&self, method: &str, path: &str) -> Call {
        Call::new(self.address, method, path)
    }

    /// Runs a document and returns the answer.
    pub(crate) async fn run(&self, query: &str) -> Answer {
        self.post().json(serde_json::json!({"query": query})).await
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

pub(crate) struct Call {
    address: SocketAddr,
    request: hyper::http::request::Builder,
}

impl Call {
    pub(crate) fn new(address: SocketAddr, method: &str, path: &str) -> Self {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost");
        Self { address, request }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn accept(self, value: &str) -> Self {
        self.header("accept", value)
    }

    pub(crate) async fn json(self, body: Value) -> Answer {
        self.send(body.to_string()).await
    }

    pub(crate) async fn empty(self) -> Answer {
        self.send(String::new()).await
    }

    pub(crate) async fn send(self, body: impl Into<Bytes>) -> Answer {
        tokio::time::timeout(PATIENCE, self.respond(body.into()))
            .await
            .expect("an answer in time")
    }

    /// Sends a body and returns the stream that comes back.
    pub(crate) async fn stream(self, body: &Value) -> hyper::body::Incoming {
        let response = self.begin(body.to_string().into()).await;
        assert_eq!(response.status(), 200);
        response.into_body()
    }

    async fn respond(self, body: Bytes) -> Answer {
        let (parts, body) = self.begin(body).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    async fn begin(self, body: Bytes) -> hyper::Response<hyper::body::Incoming> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = self.request.body(Full::new(body)).unwrap();
        sender.send_request(request).await.unwrap()
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("answers are UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The codes of all errors.
    pub(crate) fn codes(&self) -> Vec<String> {
        let errors = self.json()["errors"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        errors
            .iter()
            .map(|e| e["extensions"]["code"].as_str().unwrap().to_owned())
            .collect()
    }
}
