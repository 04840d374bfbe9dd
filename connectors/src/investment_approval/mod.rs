//! 投资项目在线审批监管平台 investment approval platform: signed REST.
//!
//! Pulls projects with their approval steps, applies for project codes. No public interface text
//! of the real platforms exists; `contract.yaml` says what the hub expects, and `mapping.toml`
//! is what an agency adapts.

mod apply;
mod client;
mod config;
mod connector;
mod issuer;
mod native;
pub mod sandbox;
mod sign;

pub use config::{InvestmentApprovalConfig, Paths};
pub use connector::InvestmentApproval;
pub use native::{AmountText, Approval, ApprovalStep, FiscalReview};

/// The mapping shipped with the product.
pub const MAPPING: &str = include_str!("mapping.toml");
/// What the hub expects of the platform, OpenAPI.
pub const CONTRACT: &str = include_str!("contract.yaml");
