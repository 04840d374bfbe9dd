//! 义务 obligations: what the law requires of a project, by when and by which provision.

mod object;
mod query;
mod status;

pub use object::Obligation;
pub use query::ObligationQuery;
pub use status::ObligationStatus;
