//! A load: many invented projects, entered whole through the hub, to measure on.

mod fill;

pub use fill::{LoadOptions, LoadReport, MOST_PROJECTS, fill};
