//! The outside of the hub: transport, authentication, configuration, telemetry and the `shuniu`
//! command line. Every transport (HTTP, SSE, WebSocket) runs through one [`service`] pipeline:
//! guard, execution with a deadline, error mapping.

pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod fault;
pub mod guard;
pub mod http;
pub mod secret;
pub mod server;
pub mod service;
pub mod sse;
pub mod telemetry;
pub mod ws;
