//! YAML as a tree that remembers where everything stood.
//!
//! Packs and cases are judged scalar by scalar (money must not pass through a float, every error
//! needs its line), so they are read as a tree of texts with positions, and never straight into
//! structs. Anchors, aliases, tags, duplicate keys and second documents are refused.

mod fields;
mod nearest;
mod node;
mod parse;
mod problem;

pub(crate) use fields::{Fields, boolean, iso_date};
pub use nearest::nearest;
pub(crate) use node::{Content, Node};
pub(crate) use parse::parse;
pub use problem::Problem;
pub(crate) use problem::{Problems, unknown_name};
