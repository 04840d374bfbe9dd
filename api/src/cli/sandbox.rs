//! `shuniu sandbox`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::anyhow;
use chrono::NaiveDate;
use clap::Args;
use shuniu_hub::connectors::preview::SHIPPED;
use shuniu_hub::connectors::sandbox::{SandboxHandle, SandboxOptions};
use shuniu_hub::connectors::seed::{SeedOptions, World, generate};
use shuniu_hub::connectors::{SystemClock, asset_cloud, investment_approval, trading_centre};

use super::runtime::block_on;
use super::{CommandError, Output};
use crate::server::shutdown_signal;

/// Arguments of `sandbox`.
#[derive(Debug, Args)]
pub struct SandboxArguments {
    /// The systems: investment_approval, trading_centre, asset_cloud.
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
            running.push(handle);
        }
        shutdown_signal().await;
        for handle in running {
            handle.shutdown().await;
        }
        Ok(())
    })?
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
        "asset_cloud" => {
            let credentials = asset_cloud::sandbox::Credentials::default();
            asset_cloud::sandbox::start(address, options(world.asset_cloud()), credentials)
                .await
                .map_err(CommandError::failed)
        }
        _ => {
            let known = SHIPPED.map(|system| system.name).join(", ");
            Err(CommandError::usage(anyhow!(
                "there is no sandbox {name:?}; known: {known}"
            )))
        }
    }
}
