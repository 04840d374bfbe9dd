//! What the transport counts.

use std::{sync::Arc, time::Duration};

use async_graphql::parser::types::OperationType;

use super::{Counter, Gauge, Histogram, Registry};
use crate::{
    fault::Code,
    service::{Answer, Outcome},
};

/// The metrics of HTTP, sockets and operations.
pub struct Metrics {
    registry: Registry,
    requests: Arc<Counter>,
    request_seconds: Arc<Histogram>,
    operations: Arc<Counter>,
    operation_seconds: Arc<Histogram>,
    errors: Arc<Counter>,
    limits: Arc<Counter>,
    refused_tokens: Arc<Counter>,
    socket_closes: Arc<Counter>,
    /// Connections open now.
    pub connections: Arc<Gauge>,
    /// Sockets open now.
    pub sockets: Arc<Gauge>,
    /// Event streams open now.
    pub event_streams: Arc<Gauge>,
}

impl Metrics {
    /// Registers the transport's metrics.
    #[must_use]
    pub fn new(registry: Registry) -> Self {
        let r = &registry;
        Self {
            requests: r.counter(
                "shuniu_http_requests_total",
                "HTTP requests answered.",
                &["route", "method", "status"],
            ),
            request_seconds: r.histogram(
                "shuniu_http_request_duration_seconds",
                "Time from request head to answer head.",
                &["route"],
            ),
            operations: r.counter(
                "shuniu_graphql_operations_total",
                "GraphQL operations executed; each event of a subscription counts.",
                &["kind", "outcome"],
            ),
            operation_seconds: r.histogram(
                "shuniu_graphql_operation_duration_seconds",
                "Time to execute a query or mutation.",
                &["kind"],
            ),
            errors: r.counter(
                "shuniu_graphql_errors_total",
                "GraphQL errors by code.",
                &["code"],
            ),
            limits: r.counter(
                "shuniu_limit_hits_total",
                "Requests refused by a limit, by its key.",
                &["limit"],
            ),
            refused_tokens: r.counter(
                "shuniu_auth_refusals_total",
                "Requests refused for want of a good token.",
                &[],
            ),
            socket_closes: r.counter(
                "shuniu_socket_closes_total",
                "Sockets closed by us, by close code.",
                &["code"],
            ),
            connections: r.gauge("shuniu_connections_open", "TCP connections open."),
            sockets: r.gauge("shuniu_sockets_open", "WebSockets open."),
            event_streams: r.gauge("shuniu_event_streams_open", "Event streams (SSE) open."),
            registry,
        }
    }

    /// Returns the registry, for metrics of other parts.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Counts an HTTP answer; `route` is the pattern, not the path.
    pub fn request(&self, route: &str, method: &str, status: u16, taken: Duration) {
        self.requests.inc(&[route, method, &status.to_string()]);
        self.request_seconds.observe(&[route], taken);
    }

    /// Counts an executed operation and its errors.
    pub fn operation(&self, kind: OperationType, answer: &Answer, taken: Duration) {
        let name = match kind {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        };
        let outcome = match answer.outcome {
            Outcome::Complete => "complete",
            Outcome::Partial => "partial",
            Outcome::Failed(_) => "failed",
        };
        self.operations.inc(&[name, outcome]);
        if kind != OperationType::Subscription {
            self.operation_seconds.observe(&[name], taken);
        }
        self.errors(&answer.codes);
    }

    /// Counts errors.
    pub fn errors(&self, codes: &[Code]) {
        for code in codes {
            self.errors.inc(&[code.as_str()]);
        }
    }

    /// Counts a refusal by a limit, named by its key under `limits`.
    pub fn limit_hit(&self, key: &str) {
        self.limits.inc(&[key]);
    }

    /// Counts a refused token.
    pub fn token_refused(&self) {
        self.refused_tokens.inc(&[]);
    }

    /// Counts a socket closed by us.
    pub fn socket_closed(&self, code: u16) {
        self.socket_closes.inc(&[&code.to_string()]);
    }
}
