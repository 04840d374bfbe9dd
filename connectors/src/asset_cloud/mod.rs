//! 资产云 asset cloud: bodies signed with SM2 and encrypted with SM4.
//!
//! Registers assets by card (hardware, software, data), asks for the decision, pulls what became
//! of cards. No interface text of the real platforms is public; `contract.yaml` says what the hub
//! expects, and `mapping.toml` is what an agency adapts. The cryptography stands behind
//! [`CryptoModule`], so that a certified module can take its place.

mod client;
mod config;
mod connector;
mod envelope;
mod module;
mod native;
mod register;
pub mod sandbox;
mod software;

pub use config::{AssetCloudConfig, Paths};
pub use connector::AssetCloud;
pub use module::CryptoModule;
pub use native::AssetChange;
pub use software::{KeyText, SignatureForm, SoftwareModule, public_key};

/// The mapping shipped with the product.
pub const MAPPING: &str = include_str!("mapping.toml");
/// What the hub expects of the platform, OpenAPI.
pub const CONTRACT: &str = include_str!("contract.yaml");
