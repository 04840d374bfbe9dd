//! Compares what was handed over with what the other side lists as received.
//!
//! What is open here and listed there is settled as if it had been asked for by key. What is open
//! here and missing from a list that is complete well beyond its sending never arrived. Everything
//! else that differs stands for a person until it differs no more: nothing is sent again for it.
//!
//! A comparison keeps its place with each page, so that whoever goes on after a crash goes on there.

mod ask;
mod conclude;
mod differences;
mod hold;
mod judge;
mod mend;
mod note;
mod settle;
mod walk;

pub use ask::{HandOverComparisonStarted, NOT_LISTED, StartHandOverComparison};
pub(super) use differences::{close_of, stands};
pub use mend::mend;
pub use walk::ComparedHandOvers;
