//! 合同 contracts of projects.

mod object;

pub use object::Contract;
