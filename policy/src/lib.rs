//! Law as data, and the value types it speaks of.

pub mod assessment;
pub mod calendar;
pub mod cases;
mod condition;
pub mod facts;
pub mod pack;
mod source;
pub mod values;
pub mod vocabulary;

pub use condition::Truth;
pub use source::{Problem, nearest};
pub use values::{CreditCode, Doubt, Fen, Period, PeriodKind, ProjectCode, RegionCode};
