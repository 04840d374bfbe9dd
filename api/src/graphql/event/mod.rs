//! 事件 events of projects.

mod object;

pub use object::Event;
