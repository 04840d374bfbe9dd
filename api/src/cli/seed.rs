//! `shuniu seed`.

use std::sync::atomic::{AtomicU64, Ordering};

use clap::Args;

use super::runtime::{Settings, block_on};
use super::{CommandError, Output};
use crate::app;
use crate::demo::progress::Meter;
use crate::load::{LoadOptions, fill};

/// Projects after which those who see no bar get a line.
const LINE_EVERY: u64 = 2_000;

/// Arguments of `seed`.
#[derive(Debug, Args)]
pub struct SeedArguments {
    /// How many projects, each with the duties that the law of its place gives it: some forty.
    #[arg(long, default_value_t = 10_000)]
    projects: usize,
    /// Among how many invented places they are spread; the five regulations go round.
    #[arg(long, default_value_t = 20)]
    jurisdictions: usize,
    /// Another one gives other projects.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Fill the database although it holds other places as well.
    #[arg(long)]
    among_others: bool,
    /// Which settings; their jurisdictions and connectors are left out.
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(arguments: &SeedArguments, output: &mut Output) -> Result<(), CommandError> {
    let mut config = arguments.settings.load()?;
    // What the database holds already is told apart from what the settings would set up.
    config.jurisdictions.clear();
    config.connectors.instances.clear();
    let options = LoadOptions {
        projects: arguments.projects,
        jurisdictions: arguments.jurisdictions,
        seed: arguments.seed,
        among_others: arguments.among_others,
    };
    let meter = Meter::new(Some(arguments.projects as u64), output);
    let filled = block_on(async {
        let opened = app::open(&config).await?;
        let seen = AtomicU64::new(0);
        let told = |done: u64, place: &str| {
            meter.step(done, place);
            let before = seen.swap(done, Ordering::Relaxed);
            if done / LINE_EVERY > before / LINE_EVERY {
                meter.line(&format!("  {done} projects, now {place}"));
            }
        };
        fill(&opened.hub, &options, &told).await
    })?;
    meter.end();
    let report = filled.map_err(CommandError::Failed)?;
    if output.is_json() {
        return output.value(&report);
    }
    output.line(&format!(
        "{} projects in {} jurisdictions, {} of them new, in {:.1} s",
        report.projects, report.jurisdictions, report.entered, report.seconds
    ))
}
