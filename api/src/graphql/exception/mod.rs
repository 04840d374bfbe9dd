//! 例外 exceptions to provisions that bind in principle.

mod mutation;
mod object;

pub(crate) use mutation::ExceptionMutation;
pub(crate) use object::PolicyException;
