//! 数据不一致 disagreements: what sources say differently, how a person settles it, and whose
//! value counts until then.

mod mutation;
mod object;
mod precedence;
mod query;

pub(crate) use mutation::DiscrepancyMutation;
pub(crate) use object::{Discrepancy, DiscrepancyState};
pub(crate) use query::DiscrepancyQuery;
