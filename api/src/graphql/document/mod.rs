//! 文件 documents of projects.

mod object;

pub(crate) use object::Document;
