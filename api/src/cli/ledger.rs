//! `shuniu ledger`.

use std::path::PathBuf;

use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use serde::Serialize;
use shuniu_hub::ledger::{Anchor, Report, anchors, verify};

use super::runtime::{Settings, block_on};
use super::{CommandError, Output};
use crate::app;

/// Arguments of `ledger`.
#[derive(Debug, Args)]
pub struct LedgerArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: LedgerCommand,
}

/// The commands below `ledger`.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Read every entry and name the first that does not hold.
    Verify {
        /// Heads that were kept elsewhere, as `ledger anchor` printed them.
        #[arg(long)]
        anchor: Option<PathBuf>,
        /// Which settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Print the signed head of each jurisdiction, to be kept outside the database.
    Anchor(Settings),
}

#[derive(Serialize)]
struct Verified {
    region: String,
    #[serde(flatten)]
    report: Report,
}

pub(super) fn run(arguments: &LedgerArguments, output: &mut Output) -> Result<(), CommandError> {
    match &arguments.command {
        LedgerCommand::Anchor(settings) => {
            let config = settings.load()?;
            let heads = block_on(async {
                let hub = app::open(&config).await?.hub;
                let all: Vec<_> = hub.known_jurisdictions().iter().map(|one| one.id).collect();
                anyhow::Ok(anchors(&hub.reader(), &all).await?)
            })?
            .map_err(CommandError::Failed)?;
            for head in heads {
                let line = serde_json::to_string(&head).map_err(CommandError::failed)?;
                output.line(&line)?;
            }
            Ok(())
        }
        LedgerCommand::Verify { anchor, settings } => {
            let config = settings.load()?;
            let kept = read_anchors(anchor.as_ref())?;
            let reports = block_on(async {
                let hub = app::open(&config).await?.hub;
                let mut reports = Vec::new();
                for place in hub.known_jurisdictions().iter() {
                    let report = verify(&hub.reader(), hub.seal(), place.id, &kept).await?;
                    let region = place.setup.region.as_str().to_owned();
                    reports.push(Verified { region, report });
                }
                anyhow::Ok(reports)
            })?
            .map_err(CommandError::Failed)?;
            tell(&reports, output)
        }
    }
}

fn read_anchors(file: Option<&PathBuf>) -> Result<Vec<Anchor>, CommandError> {
    let Some(path) = file else {
        return Ok(Vec::new());
    };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("reading the anchor file {}", path.display()))
        .map_err(CommandError::Failed)?;
    Anchor::parse_all(&text).map_err(CommandError::failed)
}

fn tell(reports: &[Verified], output: &mut Output) -> Result<(), CommandError> {
    if output.is_json() {
        output.value(&reports)?;
    } else {
        for Verified { region, report } in reports {
            let verdict = match &report.breach {
                None => "holds".to_owned(),
                Some(breach) => format!("broken at entry {}: {breach:?}", breach.seq()),
            };
            output.line(&format!(
                "{region}: {} entries read, {verdict}",
                report.entries
            ))?;
        }
    }
    match reports
        .iter()
        .find_map(|one| one.report.breach.as_ref().map(|b| (&one.region, b)))
    {
        None => Ok(()),
        Some((region, breach)) => Err(CommandError::failed(anyhow!(
            "the ledger of {region} does not hold from entry {} on; compare it with a backup",
            breach.seq()
        ))),
    }
}
