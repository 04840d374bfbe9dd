//! 项目 projects: one whole, and lists of them.

mod link;
mod object;
mod query;

pub use object::Project;
pub use query::{ProjectConnection, ProjectFilterInput, ProjectOrderInput, ProjectQuery};
