//! What the hub hands over to outside systems: prepared by a command, sent once, asked for while
//! unknown; what comes back is landed like any other record.

mod deliver;
mod hand_over;

pub use deliver::Delivered;
pub use hand_over::{Applied, ApplyForProjectCode};
