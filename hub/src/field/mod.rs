//! What is kept of a project value by value: its attributes, and the fields of the tenders,
//! contracts and assets that several sources speak of.

mod alike;
mod definition;
mod slot;

pub(crate) use alike::alike;
pub use alike::plain;
pub use definition::terms;
pub(crate) use definition::{Kind, check, day_of, known};
pub use slot::{Slot, SubjectKind};
