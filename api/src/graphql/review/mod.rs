//! 评审与资源分配 reviews of projects, and resources given to them.

mod allocation;
mod object;

pub(crate) use allocation::Allocation;
pub(crate) use object::Review;
