//! `shuniu config check`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{CommandError, Output};
use crate::config::load;

/// Arguments of `config`.
#[derive(Debug, Args)]
pub struct ConfigArguments {
    /// What to do with the settings.
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// The commands below `config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Check the settings of a file and the environment, and show what is in effect.
    Check {
        /// The file; without one, defaults and environment alone.
        file: Option<PathBuf>,
    },
}

pub(super) fn run(arguments: &ConfigArguments, output: &mut Output) -> Result<(), CommandError> {
    let ConfigCommand::Check { file } = &arguments.command;
    let config = load(file.as_deref())
        .map_err(CommandError::failed)?
        .masked();
    if output.is_json() {
        output.value(&config)
    } else {
        let text = toml::to_string(&config).map_err(CommandError::failed)?;
        output.line(text.trim_end())
    }
}
