//! The schema as callers see it.

mod house;
mod journey;
mod mended;
mod paging;
mod rows;
mod scope;
mod statements;
mod trouble;
mod writing;
