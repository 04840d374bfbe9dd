//! Tests of the schema as callers see it.

mod contract;
mod house;
mod paging;
mod rows;
mod scope;
mod statements;
mod writing;
