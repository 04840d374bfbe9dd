//! How names of projects are searched for: folded, and taken apart into bigrams.

mod fold;
mod index;

pub(crate) use fold::{bigrams, fold};
pub(crate) use index::Renamed;
