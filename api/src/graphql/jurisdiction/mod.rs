//! 辖区 jurisdictions: the places with their own law, and who asks.

mod object;
mod query;

pub(crate) use object::Jurisdiction;
pub(crate) use query::JurisdictionQuery;
