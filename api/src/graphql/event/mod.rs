//! 事件 events of projects.

mod object;

pub(crate) use object::Event;
