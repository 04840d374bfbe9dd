//! Law as data, and the value types it speaks of.

pub mod values;

pub use values::{CreditCode, Doubt, Fen, Period, PeriodKind, ProjectCode, RegionCode};
