//! The typed rules of a pack as sentences in both languages, so that whoever reads the law need
//! not read its files.
//!
//! Nothing is left out: rules that differ in what they ask differ in their words.

mod article;
mod comparison;
mod condition;
mod derived;
mod duty;
mod english;
mod pattern;
mod performance;
mod phrase;
mod provision;
mod schedule;
mod setting;
mod spoken;
mod terms;

pub use provision::{InWords, Named};

pub(crate) use phrase::{Phrase, both, joined};
pub(crate) use spoken::{PARTS, in_words, listed, lowered};
pub(crate) use terms::Words;
