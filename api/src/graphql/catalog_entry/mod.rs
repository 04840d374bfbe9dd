//! 数据目录条目 catalogue entries of projects.

mod mutation;
mod object;

pub(crate) use mutation::CatalogEntryMutation;
pub(crate) use object::CatalogEntry;
