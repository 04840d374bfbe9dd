//! Layout files: where the fields of a system's records stand in files and staging tables.
//!
//! A layout is data beside the mapping. A row becomes the system's own JSON by it, and is read from
//! there as what comes over the system's own interface is: by the one mapping of the system.

mod check;
mod ddl;
mod file;
mod load;
pub(crate) mod name;
mod row;
#[cfg(test)]
mod tests;

pub(crate) use ddl::Tables;
pub use ddl::{Engine, UnknownEngine};
pub(crate) use file::StreamLayout;
pub(crate) use load::load;
pub use load::{Extent, Layout};
