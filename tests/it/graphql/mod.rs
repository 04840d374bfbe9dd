//! The schema as callers see it.

pub(crate) mod altered;
mod dictated;
mod disagreement;
mod file;
mod house;
mod integration;
mod journey;
mod node;
mod paging;
mod rows;
mod scope;
mod shutdown;
mod statements;
mod trouble;
mod whole;
mod writing;
