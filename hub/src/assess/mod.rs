//! Computes the duties and gates of projects and writes what changed.

mod doubt;
mod due;
mod duties;
mod facts;
mod in_force;
mod judge;
mod naming;
mod observed;
mod once;
mod past_gate;
mod reassess;
mod rows;

pub use facts::{BUDGET_QUOTA, PAYMENT_REQUEST};
pub(crate) use facts::{facts_of, typed_attributes};
pub(crate) use judge::{Judged, judge_all};
pub(crate) use observed::{Observed, mark_all, observed};
pub(crate) use reassess::{may_step, reassess};
pub(crate) use rows::{derived, finding_row};
