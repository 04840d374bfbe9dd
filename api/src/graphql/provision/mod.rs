//! 条款 provisions: the law of a place, in its own words.

mod object;
mod pack;
mod query;

pub(crate) use object::Provision;
pub(crate) use pack::Pack;
pub(crate) use query::ProvisionQuery;
