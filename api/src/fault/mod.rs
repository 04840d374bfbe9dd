//! Errors as the caller sees them: a stable code, a safe text, and nothing of our insides.
//!
//! Resolvers fail with [`Fault`]. Everything else that async-graphql reports is either the
//! caller's document, which [`map`] gives a code, or a leak, which it masks.

mod code;
mod kind;
mod mapper;

pub use code::Code;
pub use kind::Fault;
pub use mapper::{ErrorPolicy, Mapped, Stage, map};
