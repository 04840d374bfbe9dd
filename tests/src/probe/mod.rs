//! Probes: they record, disturb and kill at a named statement.

mod dying;
mod killer;
mod meanwhile;
mod moment;
mod newcomer;
mod point;
mod recorder;
mod saboteur;
mod severer;
mod witness;

pub use dying::Dying;
pub use killer::Killer;
pub use meanwhile::Meanwhile;
pub use moment::Moment;
pub use newcomer::{Newcomer, Tried};
pub use recorder::Recorder;
pub use saboteur::{Disturbance, Saboteur};
pub use severer::Severer;
pub use witness::Witness;
