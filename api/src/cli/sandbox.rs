//! `shuniu sandbox`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use chrono::NaiveDate;
use clap::Args;
use shuniu_hub::connectors::sandbox::{SandboxHandle, SandboxOptions};
use shuniu_hub::connectors::seed::{SeedOptions, World, generate};
use shuniu_hub::connectors::{
    SystemClock, asset_cloud, investment_approval, municipal_projects, preview, trading_centre,
};

use super::runtime::block_on;
use super::{CommandError, Output};
use crate::server::shutdown_signal;

/// Arguments of `sandbox`.
#[derive(Debug, Args)]
pub struct SandboxArguments {
    /// The systems: investment_approval, trading_centre, municipal_projects, asset_cloud.
    #[arg(required = true)]
    pub name: Vec<String>,
    /// The port of the first; the next ones follow. 0 takes free ones.
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// The file that keeps the state of a single sandbox; in memory without one.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Fill it with the believable projects of this seed; empty without one.
    #[arg(long)]
    pub seed: Option<u64>,
    /// How many projects the seed makes.
    #[arg(long, default_value_t = 300)]
    pub projects: usize,
    /// The day up to which the seeded projects have come.
    #[arg(long, default_value = "2026-06-30")]
    pub today: NaiveDate,
}

pub(super) fn run(arguments: &SandboxArguments, output: &mut Output) -> Result<(), CommandError> {
    if arguments.data.is_some() && arguments.name.len() > 1 {
        let problem = "--data names the file of one sandbox; start the others by themselves";
        return Err(CommandError::usage(anyhow!(problem)));
    }
    let world = match arguments.seed {
        Some(seed) => generate(SeedOptions {
            seed,
            today: arguments.today,
            projects: arguments.projects,
        }),
        None => World::default(),
    };
    block_on(async {
        let mut running = Vec::new();
        for (name, offset) in arguments.name.iter().zip(0u16..) {
            let port = if arguments.port == 0 {
                0
            } else {
                arguments.port.saturating_add(offset)
            };
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            let handle = start(name, address, arguments.data.clone(), &world).await?;
            output.line(&format!("ready {name} {}", handle.url()))?;
            running.push((name, handle));
        }
        let folder = std::env::current_dir().map_err(CommandError::failed)?;
        output.note(&how_to_connect(&running, &folder));
        shutdown_signal().await;
        for (_, handle) in running {
            handle.shutdown().await;
        }
        Ok(())
    })?
}

/// The settings that connect a hub to the sandboxes, ready to paste.
fn how_to_connect(running: &[(&String, SandboxHandle)], folder: &Path) -> String {
    let mut text = "\n# To connect a hub, add this to its settings (deploy/shuniu.default.toml):\n\
                    [connectors]\nallow_private_networks = true\n"
        .to_owned();
    for (name, handle) in running {
        text += &format!(
            "\n[[connectors.instances]]\nid = \"sandbox-{name}\"\nsystem = \"{name}\"\n\
             jurisdiction = \"320902\"    # one of your [[jurisdictions]]\nbase_url = \"{}\"\n",
            handle.url()
        );
        text += &credentials(name, folder);
    }
    text
}

/// Who a hub is to the sandbox of a system, and how to make the files of its secrets.
fn credentials(name: &str, folder: &Path) -> String {
    let file = |name: &str| folder.join(name).display().to_string();
    let made = |path: &str, secret: &str| {
        format!(
            "# The sandbox knows this one; make the file so:\n# printf %s {secret} > '{path}'\n"
        )
    };
    match name {
        "investment_approval" => {
            let known = investment_approval::sandbox::Credentials::default();
            let path = file("sandbox-app-key");
            let requester = known.requester_id;
            let made = made(&path, known.app_key.expose());
            format!("requester_id = \"{requester}\"\nsecret_file = \"{path}\"\n{made}")
        }
        "municipal_projects" => {
            let known = municipal_projects::sandbox::Credentials::default();
            let path = file("sandbox-client-secret");
            let client = known.client_id;
            let made = made(&path, known.client_secret.expose());
            format!("client_id = \"{client}\"\nsecret_file = \"{path}\"\n{made}")
        }
        "asset_cloud" => {
            let known = asset_cloud::sandbox::Credentials::default();
            let (key, cipher) = (file("sandbox-private-key"), file("sandbox-cipher-key"));
            let public = known.platform_public_key().unwrap_or_default();
            let app = known.app_code;
            let made_key = made(&key, asset_cloud::sandbox::APP_PRIVATE_KEY);
            let made_cipher = made(&cipher, known.cipher_key.expose());
            format!(
                "app_code = \"{app}\"\nplatform_public_key = \"{public}\"\n\
                 secret_file = \"{key}\"\n{made_key}cipher_key_file = \"{cipher}\"\n{made_cipher}"
            )
        }
        _ => String::new(),
    }
}

/// Starts a system's sandbox with its part of a world.
pub(super) async fn start(
    name: &str,
    address: SocketAddr,
    data: Option<PathBuf>,
    world: &World,
) -> Result<SandboxHandle, CommandError> {
    let options = |records| SandboxOptions {
        data,
        records,
        clock: Arc::new(SystemClock::new()),
    };
    match name {
        "investment_approval" => {
            let credentials = investment_approval::sandbox::Credentials::default();
            let options = options(world.investment_approval());
            investment_approval::sandbox::start(address, options, credentials)
                .await
                .map_err(CommandError::failed)
        }
        "trading_centre" => {
            trading_centre::sandbox::start(address, options(world.trading_centre()))
                .await
                .map_err(CommandError::failed)
        }
        "municipal_projects" => {
            let credentials = municipal_projects::sandbox::Credentials::default();
            let options = options(world.municipal_projects());
            municipal_projects::sandbox::start(address, options, credentials)
                .await
                .map_err(CommandError::failed)
        }
        "asset_cloud" => {
            let credentials = asset_cloud::sandbox::Credentials::default();
            asset_cloud::sandbox::start(address, options(world.asset_cloud()), credentials)
                .await
                .map_err(CommandError::failed)
        }
        _ => {
            let known = preview::known();
            Err(CommandError::usage(anyhow!(
                "there is no sandbox {name:?}; known: {known}"
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load_from;

    #[tokio::test]
    async fn what_a_sandbox_says_connects_a_hub_to_it() {
        let home = tempfile::tempdir().unwrap();
        let names = [
            "investment_approval".to_owned(),
            "trading_centre".to_owned(),
        ];
        let mut running = Vec::new();
        for name in &names {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            running.push((
                name,
                start(name, address, None, &World::default()).await.unwrap(),
            ));
        }
        let said = how_to_connect(&running, home.path());
        let config = load_from("said.toml", &said, std::iter::empty()).unwrap();
        // The command that makes the key file stands in it too.
        let key = said
            .lines()
            .find_map(|line| line.strip_prefix("# printf %s "));
        let (key, _) = key.unwrap().split_once(" > ").unwrap();
        std::fs::write(home.path().join("sandbox-app-key"), key).unwrap();
        let clock: Arc<dyn shuniu_hub::connectors::Clock> = Arc::new(SystemClock::new());
        for instance in &config.connectors.instances {
            let connector = crate::app::connect(&config, instance, &clock).unwrap();
            connector.check().await.unwrap();
        }
        assert_eq!(config.connectors.instances.len(), 2);
    }
}
