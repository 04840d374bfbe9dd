//! Journeys through the whole house, each on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod duty;
mod migration;
mod review;
mod statements;
mod sync;
mod tables;
mod tampering;
mod writers;
