//! 条款 provisions: the law of a place, in its own words.

mod object;
mod pack;
mod query;

pub use object::Provision;
pub use pack::Pack;
pub use query::ProvisionQuery;
