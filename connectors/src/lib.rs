#![doc = include_str!("../README.md")]

pub mod clock;
pub mod contract;
pub mod egress;
mod failure;
pub mod mapping;
mod secret;
pub mod strict;

pub use clock::{Clock, ManualClock, SystemClock};
pub use failure::Failure;
pub use secret::Secret;
