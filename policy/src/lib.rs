//! Law as data, and the value types it speaks of.

mod source;
pub mod values;

pub use source::{Problem, nearest};
pub use values::{CreditCode, Doubt, Fen, Period, PeriodKind, ProjectCode, RegionCode};
