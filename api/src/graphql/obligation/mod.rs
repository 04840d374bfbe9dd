//! 义务 obligations: what the law requires of a project, by when and by which provision.

mod because;
mod evidence;
pub(crate) mod fulfils;
mod object;
mod paper;
mod proof;
mod query;
mod status;

pub(crate) use because::{Stored, because, flags};
pub(crate) use object::Obligation;
pub(crate) use query::{ObligationFilterInput, ObligationQuery, responsible};
pub(crate) use status::ObligationStatus;
