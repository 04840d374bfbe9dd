//! `kill -9` at every point of a page, at random moments and in a serving worker, then a restart:
//! the same tables and ledgers as without. What is killed is the product's own command line.

mod import;
mod named;
mod point;
pub(crate) mod process;
mod random;
mod replay;
pub(crate) mod scene;
mod state;
mod worker;
