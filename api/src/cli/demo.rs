//! `shuniu demo`.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use chrono::NaiveDate;
use clap::Args;

use super::runtime::block_on;
use super::{CommandError, Output, serve};
use crate::demo::{Demo, DemoOptions};
use crate::telemetry;

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// The port of the API on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// The folder of the demo; made when it does not exist, continued when it does.
    #[arg(long, default_value = "demo-data")]
    pub data: PathBuf,
    /// The day on which the demo takes place. The shipped calendars cover the default.
    #[arg(long, default_value = "2026-06-30")]
    pub today: NaiveDate,
    /// How many projects a new folder gets, 300 without it; some twenty odd records come on top.
    /// A folder that is continued keeps its own.
    #[arg(long)]
    pub projects: Option<usize>,
    /// End after the tour instead of serving.
    #[arg(long)]
    pub exit_after_sync: bool,
}

/// So that a typing error does not fill the disk.
const MOST_PROJECTS: usize = 20_000;

pub(super) fn run(arguments: &DemoArguments, output: &mut Output) -> Result<(), CommandError> {
    if arguments.projects.is_some_and(|many| many > MOST_PROJECTS) {
        let problem = format!("--projects takes at most {MOST_PROJECTS}");
        return Err(CommandError::usage(anyhow!(problem)));
    }
    let listen = if arguments.exit_after_sync {
        SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port))
    } else {
        // Nobody should wait for a tour whose end is that the port is taken.
        free_address(arguments.port)?
    };
    // Its settings and the commands of its tour work from any folder.
    let folder = std::path::absolute(&arguments.data)
        .with_context(|| format!("finding {}", arguments.data.display()))
        .map_err(CommandError::Failed)?;
    let options = DemoOptions {
        listen,
        folder,
        today: arguments.today,
        projects: arguments.projects,
        colours: output.is_terminal(),
    };
    let config = options.config();
    // A second demo in one process, as in tests, logs where the first does.
    if let Err(error @ telemetry::TelemetryError::Filter(_)) = telemetry::init(&config.log) {
        return Err(CommandError::failed(error));
    }
    block_on(async {
        let mut demo = Demo::start(&options, config, output).await?;
        let shown = demo.show(output).await;
        let ended = match shown {
            Ok(()) if !arguments.exit_after_sync => {
                serve::host(&demo.config, &demo.hub, demo.auth.clone(), output).await
            }
            other => other,
        };
        demo.end().await;
        ended
    })?
}

/// The address with a port that nobody listens on.
fn free_address(port: u16) -> Result<SocketAddr, CommandError> {
    let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(wanted)
        .and_then(|listener| listener.local_addr())
        .with_context(|| format!("{wanted} cannot be listened on; choose another with --port"))
        .map_err(CommandError::Failed)
}
