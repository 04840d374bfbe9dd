#![doc = include_str!("../README.md")]

pub mod asset_cloud;
pub mod clock;
pub mod contract;
pub mod data_sharing;
pub mod egress;
mod failure;
mod idempotency;
mod identity;
pub mod import;
pub mod investment_approval;
mod keyset;
mod listing;
pub mod mapping;
pub mod municipal_projects;
pub mod object_store;
pub mod preview;
mod reply;
pub mod sandbox;
mod secret;
pub mod seed;
mod session;
pub mod strict;
pub mod texts;
pub mod trading_centre;
pub mod transport;
mod unusable;

pub use clock::{Clock, ManualClock, SystemClock};
pub use failure::Failure;
pub use secret::Secret;
pub use strict::StrictError;
pub use unusable::Unusable;
