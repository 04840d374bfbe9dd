//! What projects are compared by, as it is stored: taken from a project's file whenever that is put
//! back, a row per key, and a count of projects per key, all in the same transaction.

mod index;
mod kept;
mod place;
mod rekeyed;

pub(crate) use kept::Kept;
pub(crate) use place::places;
pub(crate) use rekeyed::{ALL, Rekeyed, UNCODED};
