//! 项目 projects: one whole, and lists of them.

mod attest;
mod classified;
mod link;
mod mutation;
mod object;
mod query;

pub(crate) use attest::FileMutation;
pub(crate) use classified::ClassifiedMutation;
pub(crate) use link::{Owner, Values};
pub(crate) use mutation::{FactInputObject, ProjectMutation};
pub(crate) use object::Project;
pub(crate) use query::{ProjectFilterInput, ProjectQuery};
