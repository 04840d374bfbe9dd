//! `shuniu connector`.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use shuniu_hub::connectors::contract::check_wholly;
use shuniu_hub::connectors::preview::{self as samples, PreviewError};
use shuniu_hub::connectors::transport::layout::{Engine, Layout};
use shuniu_hub::policy::vocabulary::Vocabulary;

use super::hold::{self, Hold};
use super::preview::{self, PreviewArguments, named, texts};
use super::runtime::{Settings, block_on};
use super::{CommandError, Output, standing};
use crate::app;
use crate::config::Config;

/// Arguments of `connector`.
#[derive(Debug, Args)]
pub struct ConnectorArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: ConnectorCommand,
}

/// The commands below `connector`.
#[derive(Debug, Subcommand)]
pub enum ConnectorCommand {
    /// List the configured instances and, where there is a database, how they stand.
    List(Settings),
    /// Ask each instance who it is and whether our credentials hold.
    Check(Settings),
    /// Leave a system alone: it is neither read nor handed anything until it is resumed.
    Pause(Hold),
    /// Read a paused system again, where it was left.
    Resume(Hold),
    /// Print what is shipped for a system, to be copied and adapted.
    Show {
        /// The system, such as trading_centre.
        #[arg(long)]
        system: String,
        /// Which of its files.
        part: Part,
    },
    /// Map sample records without any database or network.
    Preview(PreviewArguments),
    /// Print the staging tables of an exchange database, for whoever runs it.
    Ddl {
        /// The system: trading_centre, municipal_projects or data_sharing.
        #[arg(long)]
        system: String,
        /// What the database runs on: postgres or sqlite.
        #[arg(long, default_value = "postgres")]
        engine: Engine,
        /// The layout file; the shipped layout of --system without one.
        #[arg(long)]
        layout: Option<PathBuf>,
        /// The mapping file that it is held against; the shipped one without one.
        #[arg(long)]
        mapping: Option<PathBuf>,
    },
}

/// A file that is shipped for a system.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Part {
    /// From the fields of the system to those of the hub.
    Mapping,
    /// Names of its files and staging tables, and of their columns.
    Layout,
    /// What the hub expects of its interface, OpenAPI.
    Contract,
}

#[derive(Serialize)]
struct Instance {
    id: String,
    system: String,
    jurisdiction: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
    /// What was tried, and what was found on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<String>,
}

pub(super) fn run(arguments: &ConnectorArguments, output: &mut Output) -> Result<(), CommandError> {
    match &arguments.command {
        ConnectorCommand::List(settings) => standing::list(settings, output),
        ConnectorCommand::Check(settings) => check(settings, output),
        ConnectorCommand::Pause(hold) => hold::pause(hold, output),
        ConnectorCommand::Resume(hold) => hold::resume(hold, output),
        ConnectorCommand::Show { system, part } => shipped(system, *part, output),
        ConnectorCommand::Preview(arguments) => preview::run(arguments, output),
        ConnectorCommand::Ddl {
            system,
            engine,
            layout,
            mapping,
        } => ddl(system, *engine, layout.as_ref(), mapping.as_ref(), output),
    }
}

fn check(settings: &Settings, output: &mut Output) -> Result<(), CommandError> {
    let config = settings.load()?;
    let clock = app::outside_clock(&config);
    let vocabulary = vocabulary(&config)?;
    let mut list = Vec::new();
    let mut failed = 0;
    for one in config.connectors.instances.iter().filter(|one| one.enabled) {
        let checked = match app::connect(&config, one, &vocabulary, &clock) {
            Ok(connector) => block_on(check_wholly(connector.as_ref()))?,
            Err(failure) => Err(failure),
        };
        let (result, steps) = match checked {
            Ok((report, wrong)) => {
                let result = match wrong.len() {
                    0 => format!("ok: {} (contract {})", report.system, report.contract),
                    _ => {
                        let wrong: Vec<_> = wrong.iter().map(ToString::to_string).collect();
                        format!("failed: {}", wrong.join("; "))
                    }
                };
                failed += usize::from(!wrong.is_empty());
                (result, report.steps)
            }
            Err(failure) => {
                failed += 1;
                (format!("failed: {failure}"), Vec::new())
            }
        };
        list.push(Instance {
            id: one.id.clone(),
            system: one.system.clone(),
            jurisdiction: one.jurisdiction.clone(),
            result: Some(result),
            steps,
        });
    }
    if list.is_empty() {
        return Err(nothing_configured(settings));
    }
    show(&list, output)?;
    match failed {
        0 => Ok(()),
        many => Err(CommandError::failed(anyhow!(
            "{many} of {} systems failed",
            list.len()
        ))),
    }
}

/// There is no outside system to work with.
pub(super) fn nothing_configured(settings: &Settings) -> CommandError {
    let mend = match &settings.config {
        Some(file) => format!(
            "add one [[connectors.instances]] a system to {}",
            file.display()
        ),
        None => "name a settings file with [[connectors.instances]] by --config".to_owned(),
    };
    CommandError::usage(anyhow!(
        "no outside system is configured; {mend} (deploy/shuniu.default.toml shows one)"
    ))
}

/// The words of every pack that the settings name.
pub(super) fn vocabulary(config: &Config) -> Result<Vocabulary, CommandError> {
    let law = app::law(config).map_err(|error| CommandError::failed(error.at(&config.origin)))?;
    Ok(law.vocabulary())
}

fn show(list: &[Instance], output: &mut Output) -> Result<(), CommandError> {
    if output.is_json() {
        return output.value(&list);
    }
    for one in list {
        let result = one.result.as_deref().unwrap_or_default();
        output.line(&format!(
            "{}  {}  {}  {result}",
            one.id, one.system, one.jurisdiction
        ))?;
        for step in &one.steps {
            output.line(&format!("  {step}"))?;
        }
    }
    Ok(())
}

/// The layout of a system: the shipped one, or one that a file holds.
pub(super) fn layout(
    system: &str,
    layout: Option<&PathBuf>,
    mapping: Option<&PathBuf>,
) -> Result<Layout, CommandError> {
    let (layout, mapping) = (named(layout)?, named(mapping)?);
    let layout = samples::layout(system, texts(layout.as_ref()), texts(mapping.as_ref()));
    layout.map_err(CommandError::usage)
}

fn shipped(system: &str, part: Part, output: &mut Output) -> Result<(), CommandError> {
    let shipped = samples::shipped(system).map_err(CommandError::usage)?;
    let text = match part {
        Part::Mapping => Some(shipped.mapping),
        Part::Layout => shipped.layout,
        Part::Contract => Some(shipped.contract),
    };
    let none = || CommandError::usage(PreviewError::Layout(system.to_owned()));
    let text = text.ok_or_else(none)?;
    if output.is_json() {
        return output.value(&text);
    }
    output.line(text.trim_end())
}

fn ddl(
    system: &str,
    engine: Engine,
    layout_file: Option<&PathBuf>,
    mapping: Option<&PathBuf>,
    output: &mut Output,
) -> Result<(), CommandError> {
    let layout = layout(system, layout_file, mapping)?;
    let ddl = layout.ddl(engine);
    if output.is_json() {
        return output.value(&ddl);
    }
    output.line(ddl.trim_end())
}
