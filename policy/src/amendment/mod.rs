//! What changed between two packs: in the law itself, told in its words, and in what follows from
//! it, told by the cases of both.

mod between;
mod cases;
mod change;
mod items;
mod manifest;
mod provisions;
mod written;

pub use between::{Amendment, Edition, changes};
pub use cases::{CaseRun, OtherwiseJudged};
pub use change::{Change, FieldChange, Kind, WhatChanged};
