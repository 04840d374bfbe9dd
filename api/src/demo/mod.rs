//! The demo: an empty hub, five outside systems with believable projects, and what comes of them.
//!
//! Everything is real: the sandboxes are HTTP servers, the sync is the hub's own, people's papers
//! come in by the hub's commands, and the tour asks through the whole HTTP stack with tokens.

mod folder;
mod hand_overs;
mod ledgers;
mod options;
mod people;
pub(crate) mod place;
pub(crate) mod progress;
mod sandboxes;
mod sheet;
mod start;
mod summary;
mod tokens;
mod tour;
mod window;

pub use options::DemoOptions;
pub use start::Demo;
pub use summary::{Arrival, HandedOver, Summary};
