//! The first files of a new pack: a small text with one deadline, which loads and whose case
//! passes, with remarks on what to put in its place.

mod error;
mod files;
mod write;

pub use error::TemplateError;
pub use files::PackTemplate;
