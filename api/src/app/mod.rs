//! From settings to a running hub: database, law, jurisdictions, outside systems, workers.

mod check;
mod connect;
mod executor;
mod keys;
mod open;
mod read;
mod rehearse;
mod workers;

pub use check::{check, law, unusable_connectors};
pub use connect::{connect, connect_all, connect_for_rehearsal, outside_clock, reading};
pub use executor::HubExecutor;
pub use keys::RemoteKeys;
pub(crate) use open::ledger_rules;
pub use open::{Opened, open, open_with, try_out_store};
pub use rehearse::{Rehearsal, open_existing, open_for_rehearsal};
pub use workers::{Workers, run_workers};
