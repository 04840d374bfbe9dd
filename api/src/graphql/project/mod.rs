//! 项目 projects: one whole, and lists of them.

mod link;
mod object;
mod query;

pub(crate) use link::Owner;
pub use object::Project;
pub use query::ProjectQuery;
