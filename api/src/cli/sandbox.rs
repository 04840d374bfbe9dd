//! `shuniu sandbox`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use shuniu_hub::connectors::contract::System;
use shuniu_hub::connectors::sandbox::{
    Access, SandboxHandle, SandboxOptions, SecretFile, access, start_known,
};
use shuniu_hub::connectors::seed::{SeedOptions, World, generate, regions};
use shuniu_hub::connectors::transport::sandbox::Fault;
use shuniu_hub::connectors::{SystemClock, preview};
use shuniu_hub::policy::RegionCode;

use super::runtime::block_on;
use super::{CommandError, Output, delivery};
use crate::server::shutdown_signal;

/// Arguments of `sandbox`.
#[derive(Debug, Args)]
pub struct SandboxArguments {
    /// The systems: investment_approval, trading_centre, municipal_projects, asset_cloud,
    /// data_sharing.
    #[arg(required = true)]
    pub name: Vec<String>,
    /// How records come: interface, drop (files in a folder) or exchange (staging tables).
    #[arg(long, default_value = "interface")]
    pub transport: Transport,
    /// What is wrong with what is delivered, for drop and exchange: half_written, gb18030,
    /// wrong_count, duplicated, dropped_column, renamed_column, wrong_checksum.
    #[arg(long)]
    pub fault: Vec<Fault>,
    /// The port of the first; the next ones follow. 0 takes free ones.
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// The file that keeps the state of a single sandbox; in memory without one. For drop the
    /// folder that files are laid in, for exchange the SQLite file or the address of the database.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Fill it with the believable projects of this seed; empty without one.
    #[arg(long)]
    pub seed: Option<u64>,
    /// How many projects the seed makes, of all places together.
    #[arg(long, default_value_t = 300)]
    pub projects: usize,
    /// The place whose records it has and gives, by region code, with those within it; several may
    /// be named. All places without one.
    #[arg(long)]
    pub jurisdiction: Vec<RegionCode>,
    /// The day up to which the seeded projects have come.
    #[arg(long, default_value = "2026-06-30")]
    pub today: NaiveDate,
}

/// How the records of a sandbox come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Transport {
    /// Over the system's own interface.
    #[default]
    Interface,
    /// As files in a folder.
    Drop,
    /// In staging tables.
    Exchange,
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
    let world = within(arguments, world)?;
    if arguments.transport != Transport::Interface {
        return delivery::run(arguments, &world, output);
    }
    if !arguments.fault.is_empty() {
        let problem = "--fault is for --transport drop and exchange; ask the running sandbox for \
                       faults of its interface (PUT /_sandbox/faults)";
        return Err(CommandError::usage(anyhow!(problem)));
    }
    block_on(async {
        let mut running = Vec::new();
        for (name, offset) in arguments.name.iter().zip(0u16..) {
            let port = if arguments.port == 0 {
                0
            } else {
                arguments.port.saturating_add(offset)
            };
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            let handle = start(name, address, arguments, &world).await?;
            output.line(&format!("ready {name} {}", handle.url()))?;
            running.push((name, handle));
        }
        let folder = std::env::current_dir().map_err(CommandError::failed)?;
        output.note(&how_to_connect(&running, &place(arguments), &folder));
        shutdown_signal().await;
        for (_, handle) in running {
            handle.shutdown().await;
        }
        Ok(())
    })?
}

/// What of a seeded world concerns the places that are named.
fn within(arguments: &SandboxArguments, world: World) -> Result<World, CommandError> {
    let places = arguments.jurisdiction.as_slice();
    if places.is_empty() {
        return Ok(world);
    }
    let seeded = regions();
    let has = |place: &RegionCode| {
        let upward = |one: &RegionCode| std::iter::successors(Some(*one), |code| code.parent());
        seeded
            .iter()
            .any(|one| upward(one).any(|code| code == *place))
    };
    match places.iter().find(|place| !has(place)) {
        Some(place) if arguments.seed.is_some() => {
            let known = seeded.iter().map(|one| {
                let name = one.name().unwrap_or_default();
                format!("{one} {name}")
            });
            let known = known.collect::<Vec<_>>().join(", ");
            Err(CommandError::usage(anyhow!(
                "no project of a seed is of {place}; there are those of {known}, and of what these \
                 lie in"
            )))
        }
        _ => Ok(world.of_places(places)),
    }
}

/// The place that a hub is connected for.
pub(super) fn place(arguments: &SandboxArguments) -> String {
    let named = arguments.jurisdiction.first().map(ToString::to_string);
    named.unwrap_or_else(|| "320902".to_owned())
}

/// The settings that connect a hub to the sandboxes, ready to paste.
fn how_to_connect(running: &[(&String, SandboxHandle)], place: &str, folder: &Path) -> String {
    let mut text = "\n# To connect a hub, add this to its settings (deploy/shuniu.default.toml):\n\
                    [connectors]\nallow_private_networks = true\n"
        .to_owned();
    for (name, handle) in running {
        text += &format!(
            "\n[[connectors.instances]]\nid = \"sandbox-{name}\"\nsystem = \"{name}\"\n\
             jurisdiction = \"{place}\"    # one of your [[jurisdictions]]\nbase_url = \"{}\"\n",
            handle.url()
        );
        text += &credentials(name, folder);
    }
    text
}

/// Who a hub is to the sandbox of a system, and how to make the files of its secrets.
fn credentials(name: &str, folder: &Path) -> String {
    let Access { settings, secrets } = access(&System::new(name.to_owned()));
    let mut text = String::new();
    for (key, value) in settings {
        text += &format!("{key} = \"{value}\"\n");
    }
    for SecretFile {
        key,
        name,
        text: secret,
    } in secrets
    {
        let path = folder.join(name).display().to_string();
        let secret = secret.expose();
        text += &format!(
            "{key} = \"{path}\"\n# The sandbox knows this one; make the file so:\n\
             # printf %s {secret} > '{path}'\n"
        );
    }
    text
}

/// Starts a system's sandbox with its part of a world.
async fn start(
    name: &str,
    address: SocketAddr,
    arguments: &SandboxArguments,
    world: &World,
) -> Result<SandboxHandle, CommandError> {
    let system = System::new(name.to_owned());
    let options = SandboxOptions {
        data: arguments.data.clone(),
        records: world.of_system(&system),
        clock: Arc::new(SystemClock::new()),
        places: arguments.jurisdiction.clone(),
    };
    let started = start_known(&system, address, options).await;
    started.map_err(CommandError::failed)?.ok_or_else(|| {
        let known = preview::known();
        CommandError::usage(anyhow!("there is no sandbox {name:?}; known: {known}"))
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Arguments, Command};
    use crate::config::load_from;

    #[tokio::test]
    async fn what_a_sandbox_says_connects_a_hub_to_it() {
        let home = tempfile::tempdir().unwrap();
        let names = [
            "investment_approval".to_owned(),
            "trading_centre".to_owned(),
        ];
        let parsed = Arguments::try_parse_from(["shuniu", "sandbox", "trading_centre"]);
        let Command::Sandbox(arguments) = parsed.unwrap().command else {
            panic!("that is the sandbox");
        };
        let mut running = Vec::new();
        for name in &names {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            running.push((
                name,
                start(name, address, &arguments, &World::default())
                    .await
                    .unwrap(),
            ));
        }
        let said = how_to_connect(&running, &place(&arguments), home.path());
        let config = load_from("said.toml", &said, std::iter::empty()).unwrap();
        // The command that makes the key file stands in it too.
        let key = said
            .lines()
            .find_map(|line| line.strip_prefix("# printf %s "));
        let (key, _) = key.unwrap().split_once(" > ").unwrap();
        std::fs::write(home.path().join("sandbox-app-key"), key).unwrap();
        let clock: Arc<dyn shuniu_hub::connectors::Clock> = Arc::new(SystemClock::new());
        let vocabulary = crate::app::law(&config).unwrap().vocabulary();
        for instance in &config.connectors.instances {
            let connector = crate::app::connect(&config, instance, &vocabulary, &clock).unwrap();
            connector.check().await.unwrap();
        }
        assert_eq!(config.connectors.instances.len(), 2);
    }
}
