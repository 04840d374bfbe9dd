//! `shuniu policy`.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::{Args, Subcommand};
use shuniu_hub::policy::calendar::Calendars;
use shuniu_hub::policy::cases;
use shuniu_hub::policy::pack::Packs;

use super::{CommandError, Output};

/// Arguments of `policy`.
#[derive(Debug, Args)]
pub struct PolicyArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: PolicyCommand,
}

/// The commands below `policy`.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Run scenario files or folders of them against the packs.
    Check {
        /// Files or folders.
        #[arg(required = true)]
        path: Vec<PathBuf>,
        /// A folder of packs beside those that are built in; one of the same id and version
        /// takes the place of the built-in one.
        #[arg(long)]
        packs: Option<PathBuf>,
    },
}

pub(super) fn run(arguments: &PolicyArguments, output: &mut Output) -> Result<(), CommandError> {
    let PolicyCommand::Check {
        path,
        packs: folder,
    } = &arguments.command;
    let mut packs = Packs::shipped().clone();
    if let Some(folder) = folder {
        for pack in Packs::load_dir(folder)
            .map_err(CommandError::failed)?
            .iter()
        {
            packs.add(pack.clone());
        }
    }
    let report = cases::check(path, &packs, &Calendars::shipped()).map_err(CommandError::failed)?;
    output.line(report.to_string().trim_end())?;
    if report.failed() == 0 {
        Ok(())
    } else {
        Err(CommandError::failed(anyhow!(
            "some cases failed; each is listed above with its differences"
        )))
    }
}
