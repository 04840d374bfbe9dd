//! The one ledger: append-only, gap-free per jurisdiction, chained by SM3 and signed.

mod append;
mod chain;
mod draft;
mod erase;
mod verify;

pub(crate) use append::append;
pub use chain::{GENESIS, Head, digest_body, hash_entry, head_message};
pub use draft::Draft;
pub(crate) use erase::{ERASED_ELSEWHERE, Told, erase, erase_elsewhere, erase_splits};
pub use verify::{Anchor, AnchorError, Breach, Report, anchors, verify};
