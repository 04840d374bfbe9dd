//! What no single project owes: duties of a unit for all of its projects together, and of the
//! bureau of a place.
//!
//! A project's assessment says what it gives its unit to do; that is kept as its share. What the
//! unit owes is put together from the shares of its projects and from the reports that it hands in
//! for all of them, whenever one of either changes. A bureau is judged by its own reports.

mod bureau;
mod facts;
mod keep;
mod round;
mod settle;
mod unite;

pub(crate) use settle::{lock, settle};
