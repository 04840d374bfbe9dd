//! Sandboxes of systems whose records come as files or in an exchange database: the same records
//! that the sandbox of the interface serves, and faults as such deliveries have them.

mod fault;
mod files;
mod tables;

pub use fault::{Fault, UnknownFault};
pub use files::{Format, deliver, sheet};
pub use tables::{TableSandboxError, Tables, fill};
