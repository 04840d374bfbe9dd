//! 项目 projects: one whole, and lists of them.

mod link;
mod object;
mod query;

pub(crate) use link::Owner;
pub(crate) use object::Project;
pub(crate) use query::ProjectQuery;
