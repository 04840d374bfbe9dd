//! Probes: they record, disturb and kill at a named statement.

mod killer;
mod recorder;
mod saboteur;
mod severer;
mod witness;

pub use killer::{Killer, Moment};
pub use recorder::Recorder;
pub use saboteur::{Disturbance, Saboteur};
pub use severer::Severer;
pub use witness::Witness;
