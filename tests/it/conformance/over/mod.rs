//! The other sides: sandboxes that are asked, and whoever delivers files or rows.

mod deliveries;
mod interface;
mod lay;

pub(super) use deliveries::Deliveries;
pub(super) use interface::Interface;

/// Records on a page; few, so that there are several pages.
pub(super) const PAGE: usize = 3;
