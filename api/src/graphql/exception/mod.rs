//! 例外 exceptions to provisions that bind in principle.

mod object;

pub use object::PolicyException;
