//! An exchange database (前置库): staging tables that the other side fills and the hub reads.
//!
//! With the right to write, rows are read by their flag and marked once they are kept; with the
//! right to read alone, by time and id as over an interface. No table is ever locked, no query is
//! without limit, and a batch is read when all of it is there.

mod batch;
mod check;
mod config;
mod connect;
mod mark;
mod outbox;
mod reader;
mod row;
mod select;
mod trouble;

pub use config::ExchangeConfig;
pub(crate) use outbox::{Laid, LaidState, Parcel};
pub(crate) use reader::Exchange;
