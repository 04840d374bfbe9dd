//! Journeys through the whole house, each on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "the log shows where each kill hit")]

mod aggregates;
mod attest;
mod authorization;
mod bench;
mod calendar;
mod carried;
mod contacts;
mod delivery;
mod disturbance;
mod documents;
mod duty;
mod filed_once;
mod future;
mod graphql;
mod handed_over;
mod import;
mod institution;
mod kill;
mod lanes;
mod law;
mod layers;
mod load;
mod log;
mod meanwhile;
mod migration;
mod money;
mod null;
mod observed;
mod papers;
mod plan;
mod questions;
mod review;
mod rivals;
mod rounds;
mod secret;
mod statements;
mod status;
mod stores;
mod submit;
mod sync;
mod tables;
mod tampering;
mod work;
mod writers;
