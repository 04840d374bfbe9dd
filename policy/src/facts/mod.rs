//! What is known of one project: attributes, events, documents, reports, exceptions, and how far
//! the record is complete.
//!
//! Everything is typed and checked against the vocabulary when it is added. An attribute that is
//! not there is unknown; an event, document or report that is not there has not happened, as far
//! as the record is complete.

mod error;
mod json;
mod project;
mod record;
mod value;

pub use error::FactError;
pub use json::ValueError;
pub use project::Facts;
pub use record::{Exception, Record, Report, Source};
pub use value::Value;
