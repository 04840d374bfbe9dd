//! 例外 exceptions to provisions that bind in principle.

mod object;

pub(crate) use object::PolicyException;
