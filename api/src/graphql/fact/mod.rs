//! 属性 facts: the attributes of projects with their history and provenance.

mod mutation;
mod object;

pub(crate) use mutation::FactMutation;
pub(crate) use object::Fact;
