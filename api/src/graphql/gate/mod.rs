//! 关口 gates: whether a step may be taken, and what stands against it.

mod finding;
mod object;

pub use finding::Finding;
pub use object::Gate;
