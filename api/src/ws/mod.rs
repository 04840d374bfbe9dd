//! graphql-transport-ws over axum's sockets: our own loop, with the close codes of the protocol.
//!
//! One task per socket: it reads messages, runs operations, pings a silent peer, and closes when
//! the token expires (4403, so that clients know to refresh it) or the server shuts down (1001).

mod close;
mod message;
mod operations;
mod session;
mod upgrade;

pub use close::Close;
pub use upgrade::upgrade;
