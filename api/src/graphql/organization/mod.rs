//! 单位 organizations: units, bureaus and suppliers.

mod object;

pub use object::Organization;
