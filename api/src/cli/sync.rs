//! `shuniu sync`.

use std::sync::Arc;

use anyhow::anyhow;
use clap::Args;
use shuniu_hub::Hub;
use shuniu_hub::connectors::SystemClock;
use shuniu_hub::sync::{Counts, Progress, RunReport, Source};

use super::runtime::{Settings, block_on};
use super::{CommandError, Launch, Output};
use crate::app;

/// Arguments of `sync`.
#[derive(Debug, Args)]
pub struct SyncArguments {
    /// The systems; all without one.
    pub system: Vec<String>,
    /// Only this jurisdiction.
    #[arg(long)]
    pub jurisdiction: Option<String>,
    /// Do everything, and leave no trace.
    #[arg(long)]
    pub dry_run: bool,
    /// From the beginning instead of from the cursor.
    #[arg(long)]
    pub full: bool,
    /// Which settings.
    #[command(flatten)]
    pub settings: Settings,
}

pub(super) fn run(
    arguments: &SyncArguments,
    launch: &Launch,
    output: &mut Output,
) -> Result<(), CommandError> {
    let config = arguments.settings.load()?;
    block_on(async {
        let opened = app::open_with(&config, launch.probe.clone())
            .await
            .map_err(CommandError::Failed)?;
        let clock: Arc<dyn shuniu_hub::connectors::Clock> = Arc::new(SystemClock::new());
        app::connect_all(&config, &opened.hub, &clock)
            .await
            .map_err(CommandError::Failed)?;
        let sources = chosen(arguments, &opened.hub)?;
        if arguments.dry_run {
            return rehearse(&opened.hub, &sources, arguments.full, output).await;
        }
        let bar = Bar::new(output.is_json());
        let (reports, failures) = sync_all(&opened.hub, &sources, arguments.full, &bar).await;
        bar.done();
        tell(&reports, output)?;
        match failures.into_iter().next() {
            None => Ok(()),
            Some(failure) => Err(CommandError::Failed(failure)),
        }
    })?
}

async fn rehearse(
    hub: &Hub,
    sources: &[Source],
    full: bool,
    output: &mut Output,
) -> Result<(), CommandError> {
    let mut reports = Vec::new();
    for source in sources {
        let told = hub.rehearse_sync(source, full).await;
        reports.extend(told.map_err(CommandError::failed)?);
    }
    tell(&reports, output)
}

fn chosen(arguments: &SyncArguments, hub: &Hub) -> Result<Vec<Source>, CommandError> {
    let known = hub.known_jurisdictions();
    let region = |source: &Source| {
        let place = known.iter().find(|one| one.id == source.jurisdiction);
        place.map(|one| one.setup.region.as_str().to_owned())
    };
    let all = hub.sources();
    for system in &arguments.system {
        if !all
            .iter()
            .any(|one| one.connector.system().as_str() == system)
        {
            let problem = format!("no connector of the system {system:?} is configured");
            return Err(CommandError::usage(anyhow!(problem)));
        }
    }
    let wanted = |source: &Source| {
        let system = source.connector.system();
        (arguments.system.is_empty() || arguments.system.iter().any(|one| one == system.as_str()))
            && (arguments.jurisdiction.is_none() || arguments.jurisdiction == region(source))
    };
    Ok(all.into_iter().filter(wanted).collect())
}

/// Reads every stream of the sources. One that fails holds up no other system.
pub(super) async fn sync_all(
    hub: &Hub,
    sources: &[Source],
    full: bool,
    progress: &dyn Progress,
) -> (Vec<RunReport>, Vec<anyhow::Error>) {
    let (mut reports, mut failures) = (Vec::new(), Vec::new());
    for source in sources {
        for stream in source.connector.streams() {
            match hub.sync_stream(source, stream, full, progress).await {
                Ok(report) => reports.push(report),
                Err(error) => {
                    failures.push(error.into());
                    break;
                }
            }
        }
    }
    // What was read further may have settled what was waiting for it.
    for place in hub.known_jurisdictions().iter() {
        if let Err(error) = hub.reassess_due(place.id).await {
            failures.push(error.into());
        }
    }
    (reports, failures)
}

fn tell(reports: &[RunReport], output: &mut Output) -> Result<(), CommandError> {
    if output.is_json() {
        return output.value(&reports);
    }
    for one in reports {
        let Counts {
            received,
            unchanged,
            merged,
            unmatched,
            quarantined,
            refused,
        } = one.counts;
        output.line(&format!(
            "{} {}: {received} received, {merged} merged, {unchanged} unchanged, \
             {unmatched} for review, {quarantined} set aside, {refused} refused",
            one.system, one.stream
        ))?;
    }
    Ok(())
}

/// A progress bar on stderr; silent for scripts.
pub(super) struct Bar(indicatif::ProgressBar);

impl Bar {
    pub(super) fn new(silent: bool) -> Self {
        let bar = if silent {
            indicatif::ProgressBar::hidden()
        } else {
            indicatif::ProgressBar::new_spinner()
        };
        Self(bar)
    }

    pub(super) fn done(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn page(&self, system: &str, stream: &str, so_far: &Counts) {
        self.0.set_message(format!(
            "{system} {stream}: {} received, {} merged, {} for review, {} set aside",
            so_far.received, so_far.merged, so_far.unmatched, so_far.quarantined
        ));
        self.0.tick();
    }
}
