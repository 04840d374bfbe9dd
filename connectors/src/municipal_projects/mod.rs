//! 市级政务信息化项目管理系统 municipal project system: REST behind OAuth2 client credentials.
//!
//! Pulls plan items, reviews and allocations; takes registrations, filings and acceptance reports
//! with their papers. No public interface text of the real systems exists; `contract.yaml` says
//! what the hub expects, and `mapping.toml` is what an agency adapts, in both directions.

mod config;
mod connector;
mod hand_in;
mod interface;
mod issuer;
mod laid;
mod native;
mod papers;
pub mod sandbox;
mod upload;
mod written;

pub use config::{MunicipalProjectsConfig, Paths};
pub use connector::MunicipalProjects;
pub use native::{Allocation, Opinion, PlanItem, Review};

/// The mapping shipped with the product.
pub const MAPPING: &str = include_str!("mapping.toml");
/// The layout of files and staging tables shipped with the product.
pub const LAYOUT: &str = include_str!("layout.toml");
/// What the hub expects of the system, OpenAPI.
pub const CONTRACT: &str = include_str!("contract.yaml");
