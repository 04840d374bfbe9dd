#![doc = include_str!("../README.md")]

pub mod access;
mod assess;
pub mod calendar;
/// The instant and the legal day.
pub mod clock;
pub mod command;
pub mod content;
pub mod db;
mod desk;
mod fault;
pub mod field;
mod hub;
pub mod import;
mod institution;
mod jurisdiction;
pub mod law;
pub mod ledger;
mod likened;
pub mod likeness;
mod name;
pub mod personal;
pub mod precedence;
pub mod query;
pub mod seal;
pub mod sync;
mod transact;
pub mod what_if;

pub use assess::Round;
pub use fault::Fault;
pub use hub::Hub;
pub use jurisdiction::{Jurisdiction, JurisdictionSetup, PackChoice};
pub use shuniu_connectors as connectors;
pub use shuniu_policy as policy;
pub use transact::Actor;
