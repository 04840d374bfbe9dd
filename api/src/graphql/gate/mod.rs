//! 关口 gates: whether a step may be taken, and what stands against it.

mod finding;
mod object;
mod query;

pub(crate) use finding::Finding;
pub(crate) use object::{Blocker, Gate, GateState, Need};
pub(crate) use query::StepQuery;
