//! `shuniu config check`.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::{Args, Subcommand};

use super::runtime::block_on;
use super::serve::token_check;
use super::{CommandError, Output};
use crate::app;
use crate::config::{Config, load};
use crate::telemetry;

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
    /// Show what is in effect of a file and the environment, and check it as `serve` would.
    Check {
        /// The file; without one, defaults and environment alone.
        file: Option<PathBuf>,
    },
}

pub(super) fn run(arguments: &ConfigArguments, output: &mut Output) -> Result<(), CommandError> {
    let ConfigCommand::Check { file } = &arguments.command;
    let config = load(file.as_deref()).map_err(CommandError::failed)?;
    let wrong = block_on(wrong_with(&config))?;
    let shown = config.masked();
    if output.is_json() {
        output.value(&shown)?;
    } else {
        let text = toml::to_string(&shown).map_err(CommandError::failed)?;
        output.line(text.trim_end())?;
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(CommandError::failed(anyhow!(wrong.join("\n"))))
    }
}

/// All that `serve` would refuse, or run without, as far as it can be told without the database
/// and the network.
async fn wrong_with(config: &Config) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Err(all) = app::check(config) {
        wrong.extend(all.iter().map(ToString::to_string));
    }
    for (place, failure) in app::unusable_connectors(config) {
        wrong.push(format!("{place}{failure}"));
    }
    let place = |key: &str| config.origin.of(key).to_owned();
    if let Err(error) = telemetry::check(&config.log) {
        wrong.push(format!("{}{error}", place("log.filter")));
    }
    let keys = match token_check(config) {
        Ok(auth) if !config.auth.keys.contains("://") => auth.load_keys().await,
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = keys {
        wrong.push(format!("{}{error:#}", place("auth.keys")));
    }
    wrong
}
