//! The document guard: refuses what would cost too much, before validation touches it.
//!
//! Three passes, each linear in the size of the document as written: a token scan before parsing,
//! the parser, and a measure of every selection that counts each fragment once and multiplies.
//! Validation walks fragments as often as they are spread; what the guard lets through bounds it.

mod inspect;
mod measure;
mod null;
mod page;
mod refusal;
mod scan;
mod tally;
mod variables;

#[cfg(test)]
mod tests;

pub use inspect::{Guard, Inspected};
pub use refusal::Refusal;
