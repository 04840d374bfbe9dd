//! 单位 organizations: units, bureaus and suppliers.

mod object;

pub(crate) use object::Organization;
