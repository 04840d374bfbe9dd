//! What was set aside is tried again with the mapping as it is now, from what is kept of it: one
//! record, or a page of all that wait. The outside system is not asked.

mod command;
mod one;
mod page;
mod tried;

pub(super) use command::must_be_open;
pub use command::{ReplayQuarantine, Replayed};
pub use page::{ReplayOrder, ReplayedPage, StillAside};
