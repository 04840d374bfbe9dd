//! The schema as callers see it.

mod aggregates;
pub(crate) mod altered;
mod classified;
mod contact;
mod declared;
mod dictated;
mod disagreement;
mod evidence;
mod file;
pub(crate) mod house;
mod integration;
mod journey;
mod marked;
mod money;
pub(crate) mod node;
mod paging;
mod rows;
mod scope;
mod search;
mod shutdown;
mod statements;
mod trouble;
mod ways_out;
mod whole;
mod work;
mod writing;
