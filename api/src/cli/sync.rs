//! `shuniu sync`.

use std::sync::Arc;

use anyhow::anyhow;
use chrono::{DateTime, Utc};
use clap::Args;
use serde::Serialize;
use shuniu_hub::Hub;
use shuniu_hub::sync::{
    Counts, Progress, RunReport, Source, SweepKind, SyncError, Trouble, WaitingFor,
};

use super::connector::nothing_configured;
use super::runtime::{Settings, block_on};
use super::{CommandError, Launch, Notes, Output};
use super::{handed, reasons, sweep};
use crate::app;
use crate::config::Config;

/// Arguments of `sync`.
#[derive(Debug, Args)]
pub struct SyncArguments {
    /// The systems; all without one.
    pub system: Vec<String>,
    /// Only this jurisdiction, by its region code.
    #[arg(long)]
    pub jurisdiction: Option<String>,
    /// Do everything, and leave no trace.
    #[arg(long)]
    pub dry_run: bool,
    /// From the beginning instead of from the cursor.
    #[arg(long)]
    pub full: bool,
    /// Compare all that the systems hold with all that is here: what differs is taken in, and what
    /// is gone there is withdrawn.
    #[arg(long, conflicts_with_all = ["dry_run", "full", "since"])]
    pub compare: bool,
    /// Compare what was handed over with what the systems list as received from us.
    #[arg(long, conflicts_with_all = ["dry_run", "full", "since", "compare"])]
    pub hand_overs: bool,
    /// Read what was changed from this moment on again, such as 2026-01-01T00:00:00+08:00.
    #[arg(long, requires = "until", conflicts_with_all = ["dry_run", "full"])]
    pub since: Option<DateTime<Utc>>,
    /// Up to this moment, which is not included.
    #[arg(long, requires = "since")]
    pub until: Option<DateTime<Utc>>,
    /// Which settings.
    #[command(flatten)]
    pub settings: Settings,
}

impl SyncArguments {
    /// What the streams are walked through for, instead of read.
    fn walks(&self) -> Option<SweepKind> {
        match (self.compare, self.since, self.until) {
            (true, ..) => Some(SweepKind::Comparison),
            (_, Some(since), Some(until)) => Some(SweepKind::Backfill { since, until }),
            _ => None,
        }
    }
}

pub(super) fn run(
    arguments: &SyncArguments,
    launch: &Launch,
    output: &mut Output,
) -> Result<(), CommandError> {
    let config = arguments.settings.load()?;
    if config.connectors.instances.iter().all(|one| !one.enabled) {
        return Err(nothing_configured(&arguments.settings));
    }
    let clock = app::outside_clock(&config);
    block_on(async {
        if arguments.dry_run {
            return rehearse(arguments, &config, &clock, output).await;
        }
        let opened = app::open_with(&config, launch.probe.clone())
            .await
            .map_err(CommandError::Failed)?;
        app::connect_all(&config, &opened.hub, &clock)
            .await
            .map_err(CommandError::Failed)?;
        let sources = chosen(arguments, &opened.hub)?;
        let bar = Bar::new(output);
        if arguments.hand_overs {
            let compared = handed::all(&opened.hub, &sources, &arguments.system, &bar).await;
            bar.done();
            return handed::tell(compared, output);
        }
        if let Some(kind) = arguments.walks() {
            let walked = sweep::all(&opened.hub, &sources, kind, &bar).await;
            bar.done();
            return sweep::tell(walked, output);
        }
        let (reports, failures) = sync_all(&opened.hub, &sources, arguments.full, &bar).await;
        bar.done();
        tell(&reports, &failures, false, output)
    })?
}

async fn rehearse(
    arguments: &SyncArguments,
    config: &Config,
    clock: &Arc<dyn shuniu_hub::connectors::Clock>,
    output: &mut Output,
) -> Result<(), CommandError> {
    let rehearsal = app::open_for_rehearsal(config)
        .await
        .map_err(CommandError::Failed)?;
    let hub = &rehearsal.opened.hub;
    app::connect_for_rehearsal(config, hub, clock)
        .await
        .map_err(CommandError::Failed)?;
    let sources = chosen(arguments, hub)?;
    if rehearsal.is_empty() {
        output.note("note: the database holds nothing yet; this is how an empty hub would take it");
    }
    let (mut reports, mut failures) = (Vec::new(), Vec::new());
    for source in &sources {
        match hub.rehearse_sync(source, arguments.full).await {
            Ok(told) => {
                reports.extend(told.reports);
                let failed = told.failures.into_iter();
                failures.extend(failed.map(|error| Failed::of(hub, source, error)));
            }
            Err(error) => failures.push(Failed::of(hub, source, error)),
        }
    }
    tell(&reports, &failures, true, output)
}

/// A stream that could not be read to its end, or a system of which none could.
#[derive(Serialize)]
pub(super) struct Failed {
    /// Region code.
    jurisdiction: String,
    /// The system; none where the hub itself failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<String>,
    /// What happened and what to do.
    failure: String,
}

impl Failed {
    fn of(hub: &Hub, source: &Source, error: SyncError) -> Self {
        Self {
            jurisdiction: region(hub, source),
            system: Some(source.connector.system().as_str().to_owned()),
            failure: whole(&error.into()),
        }
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.jurisdiction, self.failure)
    }
}

/// An error with its causes, without what drivers repeat.
pub(super) fn whole(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !text.contains(&cause) {
            text = if text.is_empty() {
                cause
            } else {
                format!("{text}: {cause}")
            };
        }
    }
    text
}

pub(super) fn region(hub: &Hub, source: &Source) -> String {
    let known = hub.known_jurisdictions();
    let place = known.iter().find(|one| one.id == source.jurisdiction);
    place.map_or_else(String::new, |one| one.setup.region.as_str().to_owned())
}

fn chosen(arguments: &SyncArguments, hub: &Hub) -> Result<Vec<Source>, CommandError> {
    let all = hub.sources();
    let list = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names.join(", ")
    };
    for system in &arguments.system {
        if !all
            .iter()
            .any(|one| one.connector.system().as_str() == system)
        {
            let known = all.iter().map(|one| one.connector.system().to_string());
            let known = list(known.collect());
            let problem =
                format!("no connector of the system {system:?} is configured; known: {known}");
            return Err(CommandError::usage(anyhow!(problem)));
        }
    }
    let wanted = |source: &&Source| {
        let system = source.connector.system();
        let place = region(hub, source);
        (arguments.system.is_empty() || arguments.system.iter().any(|one| one == system.as_str()))
            && arguments
                .jurisdiction
                .as_ref()
                .is_none_or(|one| *one == place)
    };
    let sources: Vec<Source> = all.iter().filter(wanted).cloned().collect();
    if sources.is_empty() {
        let known = list(all.iter().map(|one| region(hub, one)).collect());
        return Err(CommandError::usage(anyhow!(
            "no connector {}serves jurisdiction {}; those of {known} are configured",
            if arguments.system.is_empty() {
                ""
            } else {
                "of these systems "
            },
            arguments.jurisdiction.as_deref().unwrap_or_default()
        )));
    }
    Ok(sources)
}

/// Reads every stream of the sources. One that fails holds up no other, unless what it failed of is
/// its system's.
pub(super) async fn sync_all(
    hub: &Hub,
    sources: &[Source],
    full: bool,
    progress: &dyn Progress,
) -> (Vec<RunReport>, Vec<Failed>) {
    let (mut reports, mut failures) = (Vec::new(), Vec::new());
    for source in sources {
        let mut trouble = Trouble::default();
        for stream in source.connector.streams() {
            match hub.sync_stream(source, stream, full, progress).await {
                Ok(report) => reports.push(report),
                Err(error) => {
                    let goes_on = trouble.leaves_others(&error);
                    failures.push(Failed::of(hub, source, error));
                    if !goes_on {
                        break;
                    }
                }
            }
        }
    }
    // What was read further may have settled what was waiting for it.
    for place in hub.known_jurisdictions().iter() {
        if let Err(error) = hub.reassess_due(place.id, &()).await {
            failures.push(Failed {
                jurisdiction: place.setup.region.as_str().to_owned(),
                system: None,
                failure: whole(&error.into()),
            });
        }
    }
    (reports, failures)
}

/// Tells what every system gave and what failed.
fn tell(
    reports: &[RunReport],
    failures: &[Failed],
    rehearsed: bool,
    output: &mut Output,
) -> Result<(), CommandError> {
    if output.is_json() {
        let all = reports.iter().map(|report| Told::Read {
            report,
            reasons: report.reasons.told().into_iter().map(Into::into).collect(),
            other_reasons: report.reasons.untold(),
            warning: misfit(report, rehearsed),
        });
        let all: Vec<_> = all.chain(failures.iter().map(Told::Failed)).collect();
        output.value(&all)?;
    } else {
        for one in reports {
            output.line(&line(one))?;
            for why in one.reasons.told() {
                reasons::line("", why, output)?;
            }
            reasons::rest(one.reasons.untold(), output)?;
        }
    }
    for one in reports {
        if let Some(warning) = misfit(one, rehearsed) {
            output.note(&format!(
                "warning: {} {}: {warning}",
                one.system, one.stream
            ));
        }
    }
    match failures {
        [] => Ok(()),
        [one] => Err(CommandError::failed(anyhow!(one.to_string()))),
        many => {
            let lines: Vec<_> = many.iter().map(|one| format!("\n  {one}")).collect();
            Err(CommandError::failed(anyhow!(
                "{} streams could not be read to their end; mend each and run again:{}",
                many.len(),
                lines.concat()
            )))
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Told<'a> {
    Read {
        #[serde(flatten)]
        report: &'a RunReport,
        /// Why records were set aside, the most frequent kinds.
        reasons: Vec<reasons::Told<'a>>,
        /// Records of further kinds.
        other_reasons: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        warning: Option<String>,
    },
    Failed(&'a Failed),
}

/// Fewer records say nothing of a mapping.
const TELLING: i64 = 3;

/// That most of what was new in a stream was set aside.
fn misfit(one: &RunReport, rehearsed: bool) -> Option<String> {
    let Counts {
        received,
        unchanged,
        quarantined,
        refused,
        ..
    } = one.counts;
    let new = received - unchanged - refused;
    let mend = if rehearsed {
        "mend it before a sync, which keeps no page of which most is set aside".to_owned()
    } else {
        format!(
            "mend it, then `shuniu quarantine replay --system {} --stream {}`",
            one.system, one.stream
        )
    };
    (quarantined >= TELLING && quarantined * 2 > new).then(|| {
        format!(
            "{quarantined} of {new} new records were set aside: the mapping does not fit; {mend}"
        )
    })
}

fn line(one: &RunReport) -> String {
    let Counts {
        received,
        unchanged,
        merged,
        unmatched,
        quarantined,
        refused,
    } = one.counts;
    format!(
        "{} {}: {received} received, {merged} merged, {unchanged} unchanged, {unmatched} for \
         review, {quarantined} set aside, {refused} refused",
        one.system, one.stream
    )
}

/// A progress bar on stderr, hidden from scripts, and what is waited for.
pub(super) struct Bar {
    bar: indicatif::ProgressBar,
    notes: Notes,
}

impl Bar {
    pub(super) fn new(output: &Output) -> Self {
        let bar = if output.is_json() {
            indicatif::ProgressBar::hidden()
        } else {
            indicatif::ProgressBar::new_spinner()
        };
        Self {
            bar,
            notes: output.notes(),
        }
    }

    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn page(&self, system: &str, stream: &str, so_far: &Counts) {
        self.bar.set_message(format!(
            "{system} {stream}: {} received, {} merged, {} for review, {} set aside",
            so_far.received, so_far.merged, so_far.unmatched, so_far.quarantined
        ));
        self.bar.tick();
    }

    fn waits(&self, system: &str, stream: &str, waiting_for: &WaitingFor) {
        let line = format!("{system} {stream} {waiting_for}");
        self.bar.suspend(|| self.notes.note(&line));
    }
}
