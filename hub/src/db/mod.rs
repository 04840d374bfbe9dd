//! The database: one address, two engines, every statement watched.

mod connect;
mod migrate;
mod probe;
mod retry;
mod watched;

pub use connect::{Database, DatabaseError, DatabaseOptions};
pub use migrate::{MigrationState, migrate_down, migrate_up, migration_states, schema_is_missing};
pub use probe::{Probe, counting};
pub(crate) use retry::{Verdict, judge};
pub use watched::{Reader, Writer};
