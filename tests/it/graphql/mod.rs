//! The schema as callers see it.

mod house;
mod journey;
pub(crate) mod mended;
mod paging;
mod rows;
mod scope;
mod statements;
mod writing;
