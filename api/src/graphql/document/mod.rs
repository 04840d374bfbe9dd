//! 文件 documents of projects.

mod content;
mod mutation;
mod object;

pub(crate) use mutation::DocumentMutation;
pub(crate) use object::Document;
