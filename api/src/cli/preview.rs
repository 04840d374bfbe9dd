//! `shuniu connector preview`.

use std::path::PathBuf;

use anyhow::{Context, anyhow};
use chrono::NaiveDate;
use clap::Args;
use shuniu_hub::clock::{Clock, SystemClock};
use shuniu_hub::connectors::preview::{Outcome, PreviewError, Trial};
use shuniu_hub::law::Law;

use super::connector::vocabulary;
use super::{CommandError, Output};
use crate::config::load;

/// Arguments of `connector preview`.
#[derive(Debug, Args)]
pub struct PreviewArguments {
    /// The mapping file; the shipped mapping of --system without one.
    #[arg(long)]
    pub mapping: Option<PathBuf>,
    /// The sample: a JSON record, a list of them, or one a line; or a file as it is delivered
    /// (.csv, .tsv, .txt, .xlsx), which is read by the layout.
    #[arg(long)]
    pub sample: PathBuf,
    /// The layout file, for a delivered file; the shipped layout of --system without one.
    #[arg(long)]
    pub layout: Option<PathBuf>,
    /// The system, such as investment_approval.
    #[arg(long)]
    pub system: String,
    /// The stream, such as approvals or contracts.
    #[arg(long)]
    pub stream: String,
    /// The settings whose `policy.packs_dir` holds packs of your own, if the mapping names a
    /// fact that such a pack defines.
    #[arg(long)]
    pub config: Option<PathBuf>,
    /// The legal day on which it is tried: a day after it is still to come, and refused. Today
    /// without one.
    #[arg(long)]
    pub today: Option<NaiveDate>,
}

pub(super) fn run(arguments: &PreviewArguments, output: &mut Output) -> Result<(), CommandError> {
    let vocabulary = match &arguments.config {
        None => Law::shipped().vocabulary(),
        file => vocabulary(&load(file.as_deref()).map_err(CommandError::failed)?)?,
    };
    let mapping = named(arguments.mapping.as_ref())?;
    let layout = named(arguments.layout.as_ref())?;
    let trial = Trial {
        system: &arguments.system,
        stream: &arguments.stream,
        mapping: texts(mapping.as_ref()),
        layout: texts(layout.as_ref()),
        vocabulary: &vocabulary,
        today: arguments.today.unwrap_or_else(|| SystemClock.today()),
    };
    preview(&trial, &arguments.sample, output)
}

fn preview(trial: &Trial<'_>, sample: &PathBuf, output: &mut Output) -> Result<(), CommandError> {
    let content = bytes(sample)?;
    let previewed = if Trial::is_delivered(&sample.display().to_string(), &content) {
        trial.file(sample, SystemClock.now())
    } else {
        trial.json(&read(sample)?)
    };
    let previewed = previewed.map_err(|error| match error {
        PreviewError::System(..)
        | PreviewError::Stream(..)
        | PreviewError::Layout(_)
        | PreviewError::Unlaid(..) => CommandError::usage(error),
        PreviewError::Sample(_) | PreviewError::Empty => {
            let error = anyhow!(error).context(sample.display().to_string());
            CommandError::Failed(error)
        }
        PreviewError::Mapping(_) | PreviewError::File(..) => CommandError::failed(error),
    })?;
    for note in &previewed.notes {
        output.note(note);
    }
    let outcomes = &previewed.outcomes;
    output.value(outcomes)?;
    let errors = outcomes.iter();
    let errors = errors.filter(|one| matches!(one, Outcome::Error { .. }));
    match errors.count() {
        0 => Ok(()),
        many => Err(CommandError::failed(anyhow!(
            "{many} of {} records were not understood",
            outcomes.len()
        ))),
    }
}

/// The text of a file.
fn read(path: &PathBuf) -> Result<String, CommandError> {
    let text = String::from_utf8(bytes(path)?);
    text.map_err(|_| {
        CommandError::failed(anyhow!(
            "{} is not UTF-8; where it is GB18030: iconv -f GB18030 -t UTF-8",
            path.display()
        ))
    })
}

fn bytes(path: &PathBuf) -> Result<Vec<u8>, CommandError> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()));
    bytes.map_err(CommandError::Failed)
}

/// A file that is tried instead of the shipped one, with its name.
pub(super) fn named(path: Option<&PathBuf>) -> Result<Option<(String, String)>, CommandError> {
    path.map(|path| Ok((path.display().to_string(), read(path)?)))
        .transpose()
}

pub(super) fn texts(named: Option<&(String, String)>) -> Option<(&str, &str)> {
    named.map(|(name, text)| (name.as_str(), text.as_str()))
}
