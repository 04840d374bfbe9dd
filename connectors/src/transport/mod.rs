//! Ways to a system besides its own interface: files that it delivers, and an exchange database
//! (前置库). A row becomes the system's own JSON by the layout, and everything behind that is as it
//! is over the interface: one mapping, one drift, one quarantine.

mod carried;
pub mod drop;
pub mod exchange;
pub mod layout;
mod page;
pub mod sandbox;
mod two_way;

pub use carried::Delivered;
pub(crate) use carried::Opening;
pub use page::Spot;
pub use two_way::TwoWay;
pub(crate) use two_way::{Interface, Settings, Way};
