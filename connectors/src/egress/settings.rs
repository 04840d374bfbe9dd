use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Limits and transport of one channel. Every limit is finite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelSettings {
    /// Allows plain HTTP and addresses of private networks and of this machine, as on a
    /// government intranet. Link-local and cloud metadata addresses stay refused.
    pub allow_private: bool,
    /// Further hosts (`host` or `host:port`) that requests may go to besides the base address.
    pub allow_hosts: Vec<String>,
    /// A forward proxy, `http://host:port`; the proxy then resolves names.
    pub proxy: Option<String>,
    /// A PEM file of certificate authorities to trust besides the system's.
    pub ca_file: Option<PathBuf>,
    /// How the product names itself.
    pub user_agent: String,
    /// Longest time to make a connection.
    pub connect_timeout_ms: u64,
    /// Longest time for a request with its whole answer.
    pub timeout_ms: u64,
    /// Largest answer read.
    pub max_response_bytes: u64,
    /// The name of the budget that its requests are spent from, by all who name the same; by
    /// default the scheme, host and port of its address.
    pub budget: Option<String>,
    /// Requests a second, spent ahead of the other side's own limit.
    pub requests_per_second: u32,
    /// Requests that may follow each other at once.
    pub burst: u32,
    /// Attempts in all for a request that may be repeated.
    pub attempts: u32,
    /// The first pause between attempts is drawn from zero to this, then twice this, and so on.
    pub backoff_base_ms: u64,
    /// The longest pause of our own choice.
    pub backoff_max_ms: u64,
    /// The longest `Retry-After` that is waited for on the spot; a longer one ends the run.
    pub max_wait_ms: u64,
    /// Failed attempts in a row that open the circuit breaker.
    pub breaker_failures: u32,
    /// How long an open breaker refuses before it lets one request try.
    pub breaker_wait_ms: u64,
}

impl Default for ChannelSettings {
    fn default() -> Self {
        Self {
            allow_private: false,
            allow_hosts: Vec::new(),
            proxy: None,
            ca_file: None,
            user_agent: concat!("shuniu/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout_ms: 5_000,
            timeout_ms: 30_000,
            max_response_bytes: 16 * 1024 * 1024,
            budget: None,
            requests_per_second: 10,
            burst: 10,
            attempts: 4,
            backoff_base_ms: 500,
            backoff_max_ms: 30_000,
            max_wait_ms: 60_000,
            breaker_failures: 5,
            breaker_wait_ms: 60_000,
        }
    }
}
