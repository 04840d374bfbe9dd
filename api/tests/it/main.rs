//! The transport over real loopback connections, against a small schema, and the demo.

#[cfg(test)]
mod audits;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod http;
#[cfg(test)]
mod introspection;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod rsa;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod server;
#[cfg(test)]
mod sse;
#[cfg(test)]
mod ws;
