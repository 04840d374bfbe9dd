//! 文件 documents of projects.

mod attachment;
mod content;
mod mutation;
mod object;

pub(crate) use attachment::{attached, of_duty, of_event, of_performance};
pub(crate) use mutation::DocumentMutation;
pub(crate) use object::Document;
