//! Files that the other side lays in a folder.
//!
//! A file is read when it is there as a whole, page by page and from the row at which the last run
//! ended; it goes to the archive once all of it is kept. Its name orders it and proves nothing:
//! a content that was taken in before is not read again, whatever it is called.

mod archive;
mod carrier;
mod config;
mod content;
mod delivery;
mod folder;
mod heading;
mod judge;
mod memory;
mod place;
mod proof;
mod reader;
mod record;
mod rows;
mod sample;

pub(crate) use carrier::FileDrop;
pub use config::{DropConfig, Proof, Ready, TextEncoding};
pub(crate) use sample::sample;
