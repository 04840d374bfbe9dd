//! Conditions: typed comparisons with named facts, three-valued, read strictly from packs.

mod held;
mod names;
mod pattern;
mod read;
mod read_pattern;
mod read_test;
mod test;
mod truth;
mod types;

pub(crate) use held::{Held, place, told, word};
pub(crate) use names::{Names, named};
pub(crate) use pattern::{Order, Pattern, YearTest};
pub(crate) use read::condition;
pub(crate) use read_pattern::pattern;
pub(crate) use read_test::{number, typed};
pub use test::Compare;
pub(crate) use test::{Number, Operand, Test};
pub use truth::Truth;
pub(crate) use types::Condition;
pub use types::DutyState;
