//! 辖区 jurisdictions: the places with their own law, and who asks.

mod object;
mod query;

pub use object::Jurisdiction;
pub use query::JurisdictionQuery;
