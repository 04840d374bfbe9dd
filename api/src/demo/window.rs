use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use shuniu_hub::Hub;
use tower::ServiceExt;

use crate::app::HubExecutor;
use crate::auth::Authenticator;
use crate::config::Config;
use crate::http::{Gateway, Routes, always_ready, router};
use crate::server::Lifecycle;
use crate::service::{GraphqlService, ServiceSettings};
use crate::telemetry::{Metrics, Registry};

/// The largest answer that is read; pages keep answers far below.
const ANSWER_BYTES: usize = 64 << 20;

/// Asks the hub as a caller outside does: through the whole HTTP stack, with a token, but without
/// a socket, since nobody listens yet.
#[derive(Clone)]
pub(super) struct Window {
    router: Router,
    /// Rows of a page.
    page: u64,
}

/// A page of a Relay connection.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    nodes: Vec<T>,
    page_info: PageInfo,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// An answer with its fields in the order of the query, which JSON values would sort.
pub(super) type Answer = async_graphql::Value;

impl Window {
    pub(super) fn open(config: &Config, hub: &Hub, auth: &Arc<Authenticator>) -> Self {
        let lifecycle = Lifecycle::new();
        let metrics = Arc::new(Metrics::new(Registry::default()));
        let settings = ServiceSettings::from(config);
        let executor = HubExecutor::new(hub.clone(), &config.limits, lifecycle.clone());
        let service = GraphqlService::new(executor, settings, Arc::clone(&metrics));
        let auth = Arc::clone(auth);
        let gateway = Gateway::new(service, auth, config, metrics, lifecycle);
        let router = router(&gateway, Routes::new(always_ready()));
        let page = config.limits.page;
        Self { router, page }
    }

    /// Asks by GET, as `curl -G --data-urlencode query=…` does; gives the answer as it came, its
    /// fields in their order.
    pub(super) async fn get(&self, token: &str, query: &str) -> Result<Answer> {
        let uri = format!("/graphql?query={}", percent(query));
        let request = Request::get(uri)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty())?;
        self.send(request).await
    }

    /// Asks by POST and reads the field of the answer; an error in it is one here.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        token: &str,
        query: &str,
        variables: Json,
        field: &str,
    ) -> Result<T> {
        let body = json!({"query": query, "variables": variables});
        let request = Request::post("/graphql")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))?;
        let mut answer: Json = self.send(request).await?;
        if let Some(error) = answer["errors"].get(0) {
            return Err(anyhow!("asking the hub for {field}: {}", error["message"]));
        }
        serde_json::from_value(answer["data"][field].take())
            .with_context(|| format!("reading the hub's answer for {field}"))
    }

    /// Reads a connection to its end. The query takes `$first` and `$after`, and asks for `nodes`
    /// and `pageInfo { hasNextPage endCursor }`.
    pub(super) async fn all<T: DeserializeOwned>(
        &self,
        token: &str,
        query: &str,
        mut variables: Json,
        field: &str,
    ) -> Result<Vec<T>> {
        variables["first"] = json!(self.page);
        let mut rows = Vec::new();
        loop {
            let page: Page<T> = self.ask(token, query, variables.clone(), field).await?;
            rows.extend(page.nodes);
            if !page.page_info.has_next_page {
                return Ok(rows);
            }
            variables["after"] = json!(page.page_info.end_cursor);
        }
    }

    async fn send<T: DeserializeOwned>(&self, request: Request<Body>) -> Result<T> {
        let response = self.router.clone().oneshot(request).await?;
        let bytes = to_bytes(response.into_body(), ANSWER_BYTES).await?;
        serde_json::from_slice(&bytes).context("reading the hub's answer")
    }
}

/// Percent-encodes for a query string.
fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
