//! 对接 integration: how the outside systems fare, and what waits for a person.

mod compare;
mod connector;
mod delay;
mod follow;
mod mutation;
mod pause;
mod progress;
mod quarantine;
mod query;
mod reason;
mod replay;
mod review;
mod split;
mod start;
mod sweep;

pub(crate) use compare::CompareMutation;
pub(crate) use connector::{Connector, OfConnector, SyncRun};
pub(crate) use follow::SyncSubscription;
pub(crate) use mutation::SyncMutation;
pub(crate) use pause::PauseMutation;
pub(crate) use quarantine::QuarantinedRecord;
pub(crate) use query::SyncQuery;
pub(crate) use replay::ReplayMutation;
pub(crate) use review::{LikenessLink, MatchCandidate};
pub(crate) use split::SplitMutation;
pub(crate) use sweep::SyncSweep;
