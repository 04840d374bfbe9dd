//! `shuniu bench read`.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::app;
use crate::bench::{Counter, ReadOptions, read};
use crate::cli::runtime::{Settings, block_on};
use crate::cli::{CommandError, Output};

/// Arguments of `bench read`.
#[derive(Debug, Args)]
pub struct ReadArguments {
    /// How long each question is asked, in seconds.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// Connections that ask at once.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    connections: u16,
    /// Which settings; their jurisdictions and connectors are left out.
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(arguments: &ReadArguments, output: &mut Output) -> Result<(), CommandError> {
    let mut config = arguments.settings.load()?;
    config.jurisdictions.clear();
    config.connectors.instances.clear();
    let options = ReadOptions {
        each: Duration::from_secs(arguments.seconds),
        connections: arguments.connections.into(),
    };
    let quiet = output.is_json();
    let mut told = |question: &str| {
        if !quiet {
            output.note(&format!("  {question}"));
        }
    };
    let report = block_on(async {
        let counter = Arc::new(Counter::default());
        let opened = app::open_with(&config, Some(counter.clone())).await?;
        read(&opened.hub, &config, &counter, options, &mut told).await
    })?;
    let report = report.map_err(CommandError::Failed)?;
    if output.is_json() {
        return output.value(&report);
    }
    output.line(&report.table())
}
