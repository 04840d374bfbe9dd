//! From a mapped record to the file of its project: values by precedence, everything else beside
//! what other systems said. Nothing that is already said is written again.

mod again;
mod asset;
mod dated;
mod kept;
mod noted;
mod on_record;
mod project;
mod review;
mod spoken;
mod times;
mod trade;

pub use noted::Noted;
pub(super) use project::{Incoming, Merged, merge, parties, take_back};
