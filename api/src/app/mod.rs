//! From settings to a running hub: database, law, jurisdictions, outside systems, workers.

mod connect;
mod executor;
mod keys;
mod open;
mod workers;

pub use connect::{connect, connect_all};
pub use executor::HubExecutor;
pub use keys::RemoteKeys;
pub use open::{Opened, open, open_with};
pub use workers::{Workers, run_workers};
