//! 文件 documents of projects.

mod object;

pub use object::Document;
