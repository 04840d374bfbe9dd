//! 公共资源交易平台 public resource trading centre: open, rate-limited notices.
//!
//! Pulls tender, award and contract notices. Field names follow the tables of the trading data
//! norm as one implementation has them; `mapping.toml` is what an agency adapts.

mod config;
mod connector;
mod interface;
mod native;
pub mod sandbox;

pub use config::{Paths, TradingCentreConfig};
pub use connector::TradingCentre;
pub use native::{AwardNotice, ContractNotice, TenderNotice};

/// The mapping shipped with the product.
pub const MAPPING: &str = include_str!("mapping.toml");
/// The layout of files and staging tables shipped with the product.
pub const LAYOUT: &str = include_str!("layout.toml");
/// What the hub expects of the platform, OpenAPI.
pub const CONTRACT: &str = include_str!("contract.yaml");
