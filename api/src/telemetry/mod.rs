//! Logs, request ids and metrics.

mod metrics;
mod redact;
mod subscriber;

pub use metrics::{Counter, Gauge, GaugeGuard, Histogram, Metrics, Registry};
pub use redact::redact;
pub use subscriber::{TelemetryError, check, init};
