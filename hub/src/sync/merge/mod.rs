//! From a mapped record to the file of its project: values by precedence, everything else beside
//! what other systems said. Nothing that is already said is written again.

mod again;
mod apart;
mod asset;
mod dated;
mod departed;
mod follow;
mod incoming;
mod kept;
mod noted;
mod on_record;
mod page;
mod project;
mod review;
mod spoken;
mod times;
mod trade;

pub(super) use apart::apart;
pub(super) use incoming::{Incoming, Merged, parties};
pub use noted::Noted;
pub(super) use page::{merge, merge_alone, take_back};
