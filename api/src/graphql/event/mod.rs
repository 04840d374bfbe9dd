//! 事件 events of projects.

mod mutation;
mod object;

pub(crate) use mutation::EventMutation;
pub(crate) use object::Event;
