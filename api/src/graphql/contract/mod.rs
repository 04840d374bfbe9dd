//! 合同 contracts of projects.

mod object;

pub(crate) use object::Contract;
