//! Records that bear no known code, compared with the projects on record by how like they are
//! ([`likeness`](crate::likeness)): a page takes a constant number of statements, whatever it holds.

mod compare;
mod decide;
mod load;
mod offered;
mod record;

pub(super) use compare::Alike;
pub(super) use decide::{Asked, decide};
pub(super) use load::load;
pub(super) use offered::Offered;
pub(super) use record::{ANY, awaited, key, profile};

/// Who settled what was linked by its likeness.
pub(crate) const BY_LIKENESS: &str = "likeness";
