//! Trying a mapping on sample records, without a network or a database.
//!
//! A sample is taken as a run would take it: a file by the layout and by the code that reads
//! deliveries, a record by what landing holds against it. What is told here is what a run would tell.

mod error;
mod json;
mod outcome;
mod shipped;
#[cfg(test)]
mod tests;
mod trial;

pub use error::PreviewError;
pub use outcome::Outcome;
pub use shipped::{SHIPPED, Shipped, known, layout, shipped};
pub use trial::{Previewed, Trial};
