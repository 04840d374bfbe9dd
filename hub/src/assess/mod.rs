//! Computes the duties and gates of projects and writes what changed.

mod beside;
mod carry;
mod doubt;
mod due;
mod duties;
mod facts;
mod ground;
mod in_force;
mod judge;
mod look;
mod naming;
mod observed;
mod once;
mod owed;
mod page;
mod past_gate;
mod put;
mod put_right;
mod reassess;
mod rows;
mod share;

pub use due::Round;
pub use facts::{BUDGET_QUOTA, PAYMENT_REQUEST};
pub(crate) use facts::{facts_of, typed_attributes};
pub(crate) use ground::Ground;
pub(crate) use in_force::is_ours;
pub(crate) use judge::{Judged, judge_all};
pub(crate) use observed::{Observed, mark_all};
pub(crate) use owed::Owed;
pub(crate) use reassess::{may_step, reassess};
pub(crate) use rows::{derived, finding_row};
