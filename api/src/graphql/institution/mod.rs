//! 责任机构 institutions: what a unit owes for all of its projects, and the bureau for its place.

mod filter;
mod links;
mod mutation;
mod object;
mod query;
mod report;

pub(crate) use filter::InstitutionObligationFilterInput;
pub(crate) use mutation::InstitutionMutation;
pub(crate) use object::InstitutionObligation;
pub(crate) use query::InstitutionQuery;
pub(crate) use report::InstitutionReport;
