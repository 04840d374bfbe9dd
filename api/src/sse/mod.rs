//! Event streams: the distinct-connections mode of graphql-sse. One request, one operation; events
//! `next` and `complete`; comments keep the line open.
//!
//! A stream that ends without `complete` (the server shuts down) invites the client to come back.

mod events;
mod respond;

pub use respond::respond;
