//! The closed list of names that packs, records and scenarios may use, as data.
//!
//! The shared part is in `data/vocabulary/`; a pack may add typed facts of its own.

mod definition;
mod name;
mod names;
mod particular;
mod read;
mod shared;

pub use definition::{Definition, ValueName, ValueType};
pub(crate) use name::Name;
pub use names::{Family, Vocabulary};
pub use particular::Particular;
pub(crate) use read::read_value;
