//! Who may see and do what: every question, object, change, subscription and HTTP path, by role.
//!
//! `rights.txt` says which right each of the [`cast`] has over which of four projects; `reads.txt`,
//! `writes.txt`, `follows.txt` and `routes.rs` say which right each thing of the schema takes. What
//! the schema has is read from it, so that a new field without a line fails, and so does a line
//! without a field. Each is asked over the product's own server, with the right and without it.

mod cast;
mod confined;
pub(crate) mod coverage;
pub(crate) mod page;
mod questions;
mod reading;
mod routes;
mod rows;
mod waiting;
mod world;
mod writing;
