//! What the sandboxes of all systems share: records with paging, faults on demand, a request log,
//! control under `/_sandbox/`, and a file of their own.
//!
//! A sandbox is a real HTTP server that keeps the contract of its system, so a connector cannot
//! tell it from the real platform. It behaves the same every time: faults count requests instead
//! of drawing lots.

mod control;
mod effect;
mod faults;
mod form;
mod journal;
mod kernel;
mod known;
mod listed;
mod page;
mod server;
mod store;
mod working;

pub use faults::{Faults, Malformed, RetryAfter};
pub use journal::{Entry, Journal};
pub use known::{Access, KNOWN, SecretFile, access, start_known};
pub use server::{SandboxError, SandboxHandle, SandboxOptions};

pub(crate) use effect::{Effect, in_words};
pub(crate) use form::{Defect, Form, NAME, is_hash, key, whole};
pub(crate) use kernel::{Kernel, StreamShape, envelope, refuse};
pub(crate) use listed::HandedIn;
pub(crate) use page::{PageQuery, bad_query};
pub(crate) use server::{serve, start};
