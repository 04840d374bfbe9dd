//! Resources of shared infrastructure given to projects.

mod mutation;
mod object;

pub(crate) use mutation::AllocationMutation;
pub(crate) use object::Allocation;
