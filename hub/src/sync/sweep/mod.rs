//! Walks through what a stream holds, beside its increments: complete comparisons, which alone tell
//! what its system no longer has, and backfills of a window.
//!
//! A walk keeps its place with each page, so that whoever goes on after a crash goes on there, and
//! what was seen before counts. It holds the stream while it reads, and lets an increment that is
//! due go first. What is gone is withdrawn only behind a complete walk, and where more is gone than
//! seems likely only once a person has said that it is.

mod ask;
mod conclude;
mod fields;
mod note;
mod settings;
mod settle;
mod walk;
mod withdraw;

pub use ask::{StartSweep, SweepChanged, SweepKind};
pub use fields::changed_fields;
pub(super) use note::{Passed, Walk, note};
pub use settings::ComparisonSettings;
pub use settle::SettleComparison;
