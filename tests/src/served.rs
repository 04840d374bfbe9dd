//! The product's own server over the hub of a test, and a client that sees every byte.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use shuniu_api::app::HubExecutor;
use shuniu_api::auth::{DevelopmentKey, FixedKeys, TokenRequest, mint};
use shuniu_api::cli::authenticator;
use shuniu_api::clock::FixedClock;
use shuniu_api::config::{Config, LimitsConfig};
use shuniu_api::http::{Gateway, always_ready, calendar, documents, ledgers};
use shuniu_api::server::{Lifecycle, Server};
use shuniu_api::service::{GraphqlService, ServiceSettings};
use shuniu_api::telemetry::{Metrics, Registry};
use shuniu_hub::Hub;
use shuniu_hub::access::Caller;
use shuniu_hub::clock::{Clock as _, SystemClock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// No wait is longer; none is expected to come near.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A server on a port of its own.
pub struct Served {
    /// Where it answers.
    pub address: SocketAddr,
    /// Its shutdown.
    pub lifecycle: Lifecycle,
    /// The instant at which tokens are made and looked at. Streams end by the machine's clock.
    now: DateTime<Utc>,
    key: DevelopmentKey,
    stop: oneshot::Sender<()>,
    running: JoinHandle<bool>,
}

/// What was answered.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers, by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Served {
    /// Serves the hub as `shuniu serve --role api` does.
    ///
    /// # Errors
    ///
    /// Passes on what the product says.
    pub async fn over(hub: &Hub) -> Result<Self> {
        Self::limited(hub, LimitsConfig::default()).await
    }

    /// The same, with limits of its own.
    ///
    /// # Errors
    ///
    /// As [`Served::over`].
    pub async fn limited(hub: &Hub, limits: LimitsConfig) -> Result<Self> {
        let mut config = Config {
            limits,
            ..Config::default()
        };
        config.server.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        config.server.drain_ms = PATIENCE.as_millis().try_into()?;
        config.auth.allow_development_key = true;
        let (key, now) = (DevelopmentKey::generate(), SystemClock.now());
        let keys = Box::new(FixedKeys(key.to_json()));
        let auth = authenticator(&config.auth, Some(keys), Arc::new(FixedClock(now)))?;
        let metrics = Arc::new(Metrics::new(Registry::default()));
        let lifecycle = Lifecycle::new();
        let executor = HubExecutor::new(hub.clone(), &config.limits, lifecycle.clone());
        let settings = ServiceSettings::from(&config);
        let service = GraphqlService::new(executor, settings, Arc::clone(&metrics));
        let gateway = Gateway::new(service, Arc::new(auth), &config, metrics, lifecycle.clone());
        let more = documents(hub.clone(), PATIENCE)
            .merge(ledgers(hub.clone(), PATIENCE))
            .merge(calendar(hub.clone()));
        let server = Server::bind(&config, gateway, always_ready(), more).await?;
        let (stop, stopped) = oneshot::channel::<()>();
        Ok(Self {
            address: server.address(),
            lifecycle,
            now,
            key,
            stop,
            running: tokio::spawn(server.run(async move { drop(stopped.await) })),
        })
    }

    /// A token for the caller.
    ///
    /// # Errors
    ///
    /// When such a token would be refused.
    pub fn token(&self, caller: &Caller) -> Result<String> {
        self.token_for(caller, TimeDelta::hours(1))
    }

    /// A token for the caller that lapses after a while, or has lapsed.
    ///
    /// # Errors
    ///
    /// As [`Served::token`].
    pub fn token_for(&self, caller: &Caller, ttl: TimeDelta) -> Result<String> {
        let auth = Config::default().auth;
        let regions = caller.jurisdictions.iter();
        let request = TokenRequest {
            subject: Some(caller.subject.clone()),
            role: caller.role,
            body: caller.body,
            jurisdictions: regions.map(|code| code.as_str().to_owned()).collect(),
            org: caller.organization.as_ref().map(ToString::to_string),
            name: None,
            issuer: auth.issuer,
            audience: auth.audience,
            ttl: TimeDelta::hours(1),
        };
        let made = self.now + ttl - TimeDelta::hours(1);
        Ok(mint(&request, &self.key, made)?.0)
    }

    /// Sends a request: its first line and further header lines, and a body.
    ///
    /// # Errors
    ///
    /// When the connection fails before an answer came.
    pub async fn send(&self, first: &str, lines: &[String], body: &[u8]) -> Result<Reply> {
        let mut stream = self.begin(first, lines, body).await?;
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        let read = tokio::time::timeout(PATIENCE, read).await?;
        if answer.is_empty() {
            read?;
        }
        read_reply(&answer)
    }

    /// Sends the beginning of a request and goes away.
    ///
    /// # Errors
    ///
    /// When the connection fails.
    pub async fn break_off(&self, first: &str, lines: &[String], body: &[u8]) -> Result<()> {
        let mut stream = self.begin(first, lines, body).await?;
        Ok(stream.shutdown().await?)
    }

    /// Sends a whole request and goes away as soon as something happened, before it is answered.
    ///
    /// # Errors
    ///
    /// When the connection fails.
    pub async fn leave(
        &self,
        (first, lines, body): (&str, &[String], &[u8]),
        happened: impl Future<Output = ()>,
    ) -> Result<()> {
        let stream = self.begin(first, lines, body).await?;
        tokio::time::timeout(PATIENCE, happened).await?;
        drop(stream);
        Ok(())
    }

    async fn begin(&self, first: &str, lines: &[String], body: &[u8]) -> Result<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await?;
        let mut head = format!("{first} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n");
        for line in lines {
            head.push_str(line);
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).await?;
        // A server that refuses does not wait for the body.
        drop(stream.write_all(body).await);
        Ok(stream)
    }

    /// Asks GraphQL with a token; gives the data of an answer without errors.
    ///
    /// # Errors
    ///
    /// When the answer has errors.
    pub async fn ask(&self, token: &str, query: &str) -> Result<Value> {
        let mut answer = self.answer(token, query).await?;
        match &answer["errors"] {
            Value::Null => Ok(answer["data"].take()),
            errors => Err(anyhow!("{query}: {errors}")),
        }
    }

    /// Asks GraphQL with a token; gives the whole answer.
    ///
    /// # Errors
    ///
    /// When the connection fails, or what comes back is no JSON.
    pub async fn answer(&self, token: &str, query: &str) -> Result<Value> {
        let (lines, body) = graphql(token, query, "application/json");
        let reply = self.send("POST /graphql", &lines, &body).await?;
        let text = || String::from_utf8_lossy(&reply.body).into_owned();
        serde_json::from_slice(&reply.body).with_context(text)
    }

    /// Follows a subscription until it has told so many things, or has ended.
    ///
    /// # Errors
    ///
    /// When the connection fails, or nothing comes for long.
    pub async fn follow(&self, token: &str, query: &str, number: usize) -> Result<Vec<Value>> {
        let (lines, body) = graphql(token, query, "text/event-stream");
        let mut stream = self.begin("POST /graphql", &lines, &body).await?;
        let mut answer = Vec::new();
        // All of it: what keeps the connection open says nothing.
        let told = async {
            loop {
                let read = stream.read_buf(&mut answer).await?;
                let told = events(&answer)?;
                if told.len() >= number || read == 0 {
                    return Ok(told);
                }
            }
        };
        tokio::time::timeout(PATIENCE, told).await?
    }

    /// Asks it to stop; gives what tells whether everything ended in time.
    #[must_use]
    pub fn stop(self) -> JoinHandle<bool> {
        drop(self.stop);
        self.running
    }
}

/// Header lines and body of a request to GraphQL.
fn graphql(token: &str, query: &str, accept: &str) -> (Vec<String>, Vec<u8>) {
    let body = json!({"query": query}).to_string().into_bytes();
    let lines = vec![
        format!("authorization: Bearer {token}"),
        format!("accept: {accept}"),
        "content-type: application/json".to_owned(),
        format!("content-length: {}", body.len()),
    ];
    (lines, body)
}

/// What an event stream has told so far. A server that closes the connection afterwards may still
/// cut it into chunks, of which each event is one.
fn events(answer: &[u8]) -> Result<Vec<Value>> {
    let text = String::from_utf8_lossy(answer);
    let mut told = Vec::new();
    for event in text.split("event: next\n").skip(1) {
        // The last one may not be here as a whole.
        let Some((data, _)) = event.split_once("\n\n") else {
            break;
        };
        let data = data.trim_start_matches("data:").trim();
        told.push(serde_json::from_str(data).with_context(|| data.to_owned())?);
    }
    Ok(told)
}

fn read_reply(answer: &[u8]) -> Result<Reply> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.with_context(|| format!("no head in {:?}", String::from_utf8_lossy(answer)))?;
    let head = std::str::from_utf8(&answer[..end])?;
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let status = first.split(' ').nth(1).unwrap_or_default().parse()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    Ok(Reply {
        status,
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: answer[end + 4..].to_vec(),
    })
}

impl Reply {
    /// A header; the empty text when it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The code of the first error.
    #[must_use]
    pub fn code(&self) -> String {
        let answer: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_default().to_owned()
    }
}
