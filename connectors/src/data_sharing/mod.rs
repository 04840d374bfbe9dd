//! 政务数据共享交换平台 data sharing platform: requests signed for a provincial gateway (`x-tif-*`).
//!
//! Pulls catalogue entries, connections of projects' systems, and requests for data with what was
//! delivered. No public interface text of the real platforms exists; `contract.yaml` says what the
//! hub expects, and `mapping.toml` is what an agency adapts.

mod client;
mod config;
mod connector;
mod interface;
mod native;
mod page;
pub mod sandbox;
mod sign;

pub use config::{DataSharingConfig, Paths};
pub use connector::DataSharing;
pub use native::{CatalogChange, Connection, Correction, Delivery, SharedResource};

/// The mapping shipped with the product.
pub const MAPPING: &str = include_str!("mapping.toml");
/// The layout of files and staging tables shipped with the product.
pub const LAYOUT: &str = include_str!("layout.toml");
/// What the hub expects of the platform, OpenAPI.
pub const CONTRACT: &str = include_str!("contract.yaml");
