//! 对外报送 hand-overs: what is handed over to outside systems, and what became of it.

mod compared;
mod difference;
mod mutation;
mod object;
mod query;

pub(crate) use compared::{HandOverComparisonMutation, HandOverComparisonQuery};
pub(crate) use difference::{HandOverDifference, HandOverDifferenceQuery};
pub(crate) use mutation::HandOverMutation;
pub(crate) use object::HandOver;
pub(crate) use query::HandOverQuery;
