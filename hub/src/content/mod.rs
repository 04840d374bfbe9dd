//! What documents hold: received in parts, kept under its hash, fetched by range.
//!
//! The database says what exists: content counts from the commit of `attach_content` on. Bytes
//! that no row speaks of (an upload that broke off, a commit that failed) are swept once they are
//! old enough.

mod announced;
mod archive;
mod attach;
mod compare;
mod disk;
mod fetch;
mod look;
mod media;
mod named;
mod object;
mod receive;
mod spool;
mod store;
mod sweep;
mod take_in;
mod unfit;

use std::sync::Arc;

use chrono::TimeDelta;

pub use announced::Differs;
pub use attach::AttachContent;
pub use disk::DiskStore;
pub use media::{media_types, offered_name};
pub use object::ObjectStore;
pub use receive::{Offset, Part, Received};
pub use spool::Spool;
pub use store::{Chunks, ContentName, ContentStore, Kept, StoreError};
pub use sweep::Swept;
pub use unfit::Unfit;

/// Where contents are kept, and what they may be.
#[derive(Clone, Debug)]
pub struct Contents {
    /// Keeps what is complete.
    pub store: Arc<dyn ContentStore>,
    /// Keeps what is still coming in.
    pub spool: Spool,
    /// The largest content, in bytes.
    pub max_bytes: u64,
    /// How long an upload that does not go on is kept.
    pub idle: TimeDelta,
    /// How long bytes are kept that no row speaks of: longer than any upload takes to commit.
    pub unowned: TimeDelta,
}
