use std::net::SocketAddr;

use super::{SandboxError, SandboxHandle, SandboxOptions};
use crate::{
    Secret, asset_cloud, contract::System, data_sharing, investment_approval, municipal_projects,
    trading_centre,
};

/// Every system that has a sandbox, in the order in which they are best read.
pub const KNOWN: [System; 5] = [
    System::INVESTMENT_APPROVAL,
    System::TRADING_CENTRE,
    System::MUNICIPAL_PROJECTS,
    System::ASSET_CLOUD,
    System::DATA_SHARING,
];

/// Who a hub is to a sandbox that was started with its usual credentials: what the settings of an
/// instance say besides its address. None of it is a secret of anybody.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Keys with their values.
    pub settings: Vec<(&'static str, String)>,
    /// Keys that name a file, with what the file holds.
    pub secrets: Vec<SecretFile>,
}

/// A secret that the settings name the file of.
#[derive(Clone, Debug)]
pub struct SecretFile {
    /// The key of the settings.
    pub key: &'static str,
    /// A name for the file.
    pub name: &'static str,
    /// What it holds.
    pub text: Secret,
}

/// Who a hub is to the sandbox of a system; nobody in particular where that asks for nothing.
#[must_use]
pub fn access(system: &System) -> Access {
    let secret = |key, name, text| SecretFile { key, name, text };
    match system.as_str() {
        "investment_approval" => {
            let known = investment_approval::sandbox::Credentials::default();
            Access {
                settings: vec![("requester_id", known.requester_id)],
                secrets: vec![secret("secret_file", "sandbox-app-key", known.app_key)],
            }
        }
        "municipal_projects" => {
            let known = municipal_projects::sandbox::Credentials::default();
            let name = "sandbox-client-secret";
            Access {
                settings: vec![("client_id", known.client_id)],
                secrets: vec![secret("secret_file", name, known.client_secret)],
            }
        }
        "asset_cloud" => {
            let known = asset_cloud::sandbox::Credentials::default();
            let public = known.platform_public_key().unwrap_or_default();
            let own = Secret::new(asset_cloud::sandbox::APP_PRIVATE_KEY);
            Access {
                settings: vec![
                    ("app_code", known.app_code),
                    ("platform_public_key", public),
                ],
                secrets: vec![
                    secret("secret_file", "sandbox-private-key", own),
                    secret("cipher_key_file", "sandbox-cipher-key", known.cipher_key),
                ],
            }
        }
        "data_sharing" => {
            let known = data_sharing::sandbox::Credentials::default();
            let service = |stream: &str| known.services.get(stream).cloned().unwrap_or_default();
            Access {
                settings: vec![
                    ("catalog_entries_service", service("catalog_entries")),
                    ("connections_service", service("connections")),
                    ("deliveries_service", service("deliveries")),
                    ("paas_id", known.paas_id),
                ],
                secrets: vec![secret("secret_file", "sandbox-token", known.token)],
            }
        }
        _ => Access::default(),
    }
}

/// Starts the sandbox of a system with its usual credentials; none for a system without one.
///
/// # Errors
///
/// [`SandboxError`] when the data file or the port cannot be used.
pub async fn start_known(
    system: &System,
    address: SocketAddr,
    options: SandboxOptions,
) -> Result<Option<SandboxHandle>, SandboxError> {
    let started = match system.as_str() {
        "investment_approval" => {
            let known = investment_approval::sandbox::Credentials::default();
            investment_approval::sandbox::start(address, options, known).await
        }
        "trading_centre" => trading_centre::sandbox::start(address, options).await,
        "municipal_projects" => {
            let known = municipal_projects::sandbox::Credentials::default();
            municipal_projects::sandbox::start(address, options, known).await
        }
        "asset_cloud" => {
            let known = asset_cloud::sandbox::Credentials::default();
            asset_cloud::sandbox::start(address, options, known).await
        }
        "data_sharing" => {
            let known = data_sharing::sandbox::Credentials::default();
            data_sharing::sandbox::start(address, options, known).await
        }
        _ => return Ok(None),
    };
    started.map(Some)
}
