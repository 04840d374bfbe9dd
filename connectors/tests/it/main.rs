//! The connectors against their sandboxes: one suite for all of them, and what is particular to
//! each. Clocks are manual, so nothing waits; servers listen on loopback at any free port.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its world should stop right there"
)]

mod adapted;
mod apply;
mod assets;
mod canary;
mod certified;
mod conformance;
mod contract;
mod egress;
mod gateway;
mod hand_in;
mod journey;
mod mapping;
mod mapping_asset;
mod mapping_catalog;
mod mapping_review;
mod mapping_words;
mod received;
mod rig;
mod sample;
mod sandbox;
mod sealed;
mod seed;
mod seed_agreement;
mod signed;
mod throttle;
mod token;
mod transport;
mod unreachable;
