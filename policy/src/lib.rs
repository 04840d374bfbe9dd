//! Law as data, and the value types it speaks of.

pub mod calendar;
pub mod facts;
mod source;
pub mod values;
pub mod vocabulary;

pub use source::{Problem, nearest};
pub use values::{CreditCode, Doubt, Fen, Period, PeriodKind, ProjectCode, RegionCode};
