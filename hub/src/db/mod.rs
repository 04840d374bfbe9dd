//! The database: one address, two engines, every statement watched.

mod bare;
mod by_hand;
mod connect;
mod insert;
mod migrate;
mod probe;
mod reader;
mod retry;
mod statistics;
mod watched;

pub use bare::{BareRecord, Pages, load_bare};
pub use by_hand::{Bound, ask_by_hand, speaks_postgres};
pub use connect::{Database, DatabaseError, DatabaseOptions};
pub(crate) use insert::{Inserts, There, insert};
pub use migrate::{MigrationState, migrate_down, migrate_up, migration_states, schema_is_missing};
pub use probe::{Probe, counting};
pub use reader::Reader;
pub(crate) use retry::{Patience, Verdict, judge};
pub use sea_orm::DbErr;
pub(crate) use statistics::count_what_grew;
pub use statistics::refresh_statistics;
pub(crate) use watched::Snapshot;
pub use watched::{Watched, Writer};
