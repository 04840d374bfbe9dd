//! From settings to a running hub: database, law, jurisdictions, outside systems, workers.

mod connect;
mod open;
mod workers;

pub use connect::{connect, connect_all};
pub use open::{Opened, open, open_with};
pub use workers::{Workers, run_workers};
