//! 属性 facts: the attributes of projects with their history and provenance.

mod object;

pub(crate) use object::Fact;
