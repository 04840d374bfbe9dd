//! The running server: accepting, header limits, draining.

mod accept;
mod lifecycle;
mod run;
mod signal;

pub use accept::serve_on;
pub use lifecycle::{Draining, Held, Lifecycle};
pub use run::{Server, ServerError};
pub use signal::shutdown_signal;
