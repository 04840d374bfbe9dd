//! 项目关系 relations: what projects are to each other.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::RelationMutation;
pub(crate) use object::ProjectRelation;
pub(crate) use query::RelationQuery;
