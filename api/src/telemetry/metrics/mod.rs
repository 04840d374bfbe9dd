//! Prometheus metrics: a small registry of our own, and what the transport counts.
//!
//! Labels come from closed sets (route patterns, status codes, operation kinds, error codes, limit
//! names), so the number of series is bounded.

mod registry;
mod series;
mod transport;

pub use registry::Registry;
pub use series::{Counter, Gauge, GaugeGuard, Histogram};
pub use transport::Metrics;
