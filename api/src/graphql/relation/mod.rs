//! 项目关系 relations: what projects are to each other.

mod mutation;
mod object;

pub(crate) use mutation::RelationMutation;
pub(crate) use object::ProjectRelation;
