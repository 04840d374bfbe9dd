//! 对接 integration: how the outside systems fare, and what waits for a person.

mod application;
mod connector;
mod quarantine;
mod query;
mod review;

pub use application::Application;
pub use connector::{Connector, SyncRun};
pub use quarantine::QuarantinedRecord;
pub use query::SyncQuery;
pub use review::MatchCandidate;
