//! The conditions of a pack one by one, for whoever measures how fast they are judged and beside
//! what. Nothing of the product asks here.

mod conditions;
mod in_cel;
mod reads;

pub use conditions::{Asked, Conditions, LaidOut};
pub use reads::Reads;
