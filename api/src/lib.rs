//! The outside of the hub.

pub mod graphql;
