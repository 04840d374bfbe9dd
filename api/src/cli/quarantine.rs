//! `shuniu quarantine`.

use std::sync::Arc;

use anyhow::anyhow;
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use shuniu_hub::query::{Key, QuarantineFilter, QuarantineRow, QuarantineState, Slice, View};
use shuniu_hub::sync::{ReplayOrder, ReplayedPage, StillAside};
use shuniu_hub::{Hub, Jurisdiction};
use uuid::Uuid;

use super::import::operator;
use super::runtime::{Settings, block_on};
use super::{CommandError, Launch, Output, reasons};
use crate::app;
use crate::demo::progress::Meter;

/// Records that are tried between two looks at how far it is.
const PAGE: u32 = 100;

/// Arguments of `quarantine`.
#[derive(Debug, Args)]
pub struct QuarantineArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: QuarantineCommand,
}

/// The commands below `quarantine`.
#[derive(Debug, Subcommand)]
pub enum QuarantineCommand {
    /// List records that were set aside, with what is wrong and how to mend it.
    List {
        /// Which.
        #[command(flatten)]
        which: Which,
        /// In this state; open and flagged without it.
        #[arg(long)]
        state: Option<State>,
        /// At most so many of each place, the oldest first.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
        first: u32,
    },
    /// Try all that waits again, with the mapping as it is now and without asking any system.
    Replay {
        /// Which.
        #[command(flatten)]
        which: Which,
        /// Tell what would become of each, and leave no trace.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Which records.
#[derive(Debug, Args)]
pub struct Which {
    /// Only what this system sent, such as trading_centre.
    #[arg(long)]
    pub system: Option<String>,
    /// Only what was read from this stream of it, such as awards.
    #[arg(long, requires = "system")]
    pub stream: Option<String>,
    /// Only for this kind of reason, such as unknown_code.
    #[arg(long)]
    pub code: Option<String>,
    /// Only of this jurisdiction, by its region code.
    #[arg(long)]
    pub jurisdiction: Option<String>,
    /// Which settings.
    #[command(flatten)]
    pub settings: Settings,
}

/// What became of something that was set aside.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum State {
    /// It waits for somebody to mend it.
    Open,
    /// Its record passed without it.
    Flagged,
    /// It was tried again, and is understood.
    Replayed,
    /// A newer version of its record took its place.
    Superseded,
    /// It was closed with a reason.
    Dismissed,
}

impl From<State> for QuarantineState {
    fn from(state: State) -> Self {
        match state {
            State::Open => Self::Open,
            State::Flagged => Self::Flagged,
            State::Replayed => Self::Replayed,
            State::Superseded => Self::Superseded,
            State::Dismissed => Self::Dismissed,
        }
    }
}

pub(super) fn run(
    arguments: &QuarantineArguments,
    launch: &Launch,
    output: &mut Output,
) -> Result<(), CommandError> {
    match &arguments.command {
        QuarantineCommand::List {
            which,
            state,
            first,
        } => list(which, (*state, *first), launch, output),
        QuarantineCommand::Replay { which, dry_run } => replay(which, *dry_run, launch, output),
    }
}

/// A record that was set aside.
#[derive(Serialize)]
struct Aside {
    jurisdiction: String,
    system: Option<String>,
    stream: Option<String>,
    external_id: Option<String>,
    state: String,
    path: String,
    code: Option<String>,
    reason: String,
    mend: String,
    created_at: chrono::DateTime<chrono::Utc>,
}

fn list(
    which: &Which,
    (state, first): (Option<State>, u32),
    launch: &Launch,
    output: &mut Output,
) -> Result<(), CommandError> {
    let config = which.settings.load()?;
    let (entries, more) = block_on(async {
        let opened = app::open_with(&config, launch.probe.clone())
            .await
            .map_err(CommandError::Failed)?;
        let (mut entries, mut more) = (Vec::new(), false);
        for place in places(which, &opened.hub)? {
            let caller = operator("quarantine", place.setup.region);
            let view = View::new(&opened.hub, Arc::new(caller));
            let filter = QuarantineFilter {
                states: state.map_or_else(
                    || QuarantineState::WAITING.to_vec(),
                    |state| vec![state.into()],
                ),
                system: which.system.clone(),
                stream: which.stream.clone(),
                code: which.code.clone(),
                regions: vec![place.setup.region],
                run: None,
            };
            let slice = Slice {
                size: first,
                ..Slice::default()
            };
            let page = view.quarantined(&filter, &slice).await;
            let page = page.map_err(CommandError::failed)?;
            more |= page.has_next;
            let named = named(&view, &page.rows).await?;
            entries.extend(page.rows.into_iter().zip(named).map(|(row, external_id)| {
                let jurisdiction = place.setup.region.as_str().to_owned();
                Aside::of(jurisdiction, row, external_id)
            }));
        }
        Ok::<_, CommandError>((entries, more))
    })??;
    if output.is_json() {
        return output.value(&entries);
    }
    for one in &entries {
        let unknown = "?";
        output.line(&format!(
            "{} {} {} {} [{}] {} ({}): {}; {}",
            one.jurisdiction,
            one.system.as_deref().unwrap_or(unknown),
            one.stream.as_deref().unwrap_or(unknown),
            one.external_id.as_deref().unwrap_or(unknown),
            one.state,
            one.path,
            one.code.as_deref().unwrap_or(unknown),
            one.reason,
            one.mend
        ))?;
    }
    if more {
        output.note(&format!(
            "note: there are more than {first}; narrow by --system, --stream or --code, or raise --first"
        ));
    }
    Ok(())
}

impl Aside {
    fn of(jurisdiction: String, row: QuarantineRow, external_id: Option<String>) -> Self {
        Self {
            jurisdiction,
            external_id,
            system: row.system,
            stream: row.stream,
            state: row.state,
            path: row.path,
            code: row.code,
            reason: row.reason,
            mend: row.mend,
            created_at: row.created_at,
        }
    }
}

/// What the systems call the records.
async fn named(view: &View, rows: &[QuarantineRow]) -> Result<Vec<Option<String>>, CommandError> {
    let keys: Vec<Key> = rows
        .iter()
        .map(|row| Key::new(row.jurisdiction_id, row.source_record_id))
        .collect();
    let records = view.records(&keys).await.map_err(CommandError::failed)?;
    let named = keys.iter().map(|key| {
        let record = records.iter().find(|record| record.key() == *key);
        record.map(|record| record.external_id.clone())
    });
    Ok(named.collect())
}

/// What became of the records of a place.
#[derive(Serialize)]
struct Replayed<'a> {
    jurisdiction: &'a str,
    tried: i64,
    merged: i64,
    unmatched: i64,
    refused: i64,
    still: i64,
    left: i64,
    reasons: Vec<StillAside>,
}

fn replay(
    which: &Which,
    dry_run: bool,
    launch: &Launch,
    output: &mut Output,
) -> Result<(), CommandError> {
    let config = which.settings.load()?;
    let clock = app::outside_clock(&config);
    let meter = Meter::new(None, output);
    let done = block_on(async {
        // Kept to the end: a rehearsal may stand in a folder of its own.
        let (_rehearsal, hub) = if dry_run {
            let rehearsal = app::open_for_rehearsal(&config).await;
            let rehearsal = rehearsal.map_err(CommandError::Failed)?;
            let hub = rehearsal.opened.hub.clone();
            (Some(rehearsal), hub)
        } else {
            let opened = app::open_with(&config, launch.probe.clone()).await;
            (None, opened.map_err(CommandError::Failed)?.hub)
        };
        // Their mappings are needed alone: nothing is asked of any.
        app::connect_for_rehearsal(&config, &hub, &clock)
            .await
            .map_err(CommandError::Failed)?;
        must_be_known(which, &hub)?;
        let mut done = Vec::new();
        for place in places(which, &hub)? {
            let page = all(&hub, &place, (which, dry_run), &meter).await?;
            done.push((place.setup.region.as_str().to_owned(), page));
        }
        Ok::<_, CommandError>(done)
    })??;
    meter.end();
    tell(&done, dry_run, output)
}

/// Tries all that waits in a place, page by page.
async fn all(
    hub: &Hub,
    place: &Jurisdiction,
    (which, dry_run): (&Which, bool),
    meter: &Meter<'_>,
) -> Result<ReplayedPage, CommandError> {
    let caller = operator("quarantine", place.setup.region);
    let mut order = ReplayOrder {
        system: which.system.clone(),
        stream: which.stream.clone(),
        code: which.code.clone(),
        run: None,
        after: None,
        before: Some(Uuid::now_v7()),
        most: PAGE,
        dry_run,
    };
    let mut done = ReplayedPage::default();
    loop {
        let page = hub.replay_waiting(&caller, place.id, &order).await;
        let page = page.map_err(CommandError::failed)?;
        let ends = page.last.is_none() || page.remaining == 0;
        order.after = page.last.or(order.after);
        done.add(page);
        let told = format!("of {} tried again", done.tried + done.remaining);
        meter.step(u64::try_from(done.tried).unwrap_or(0), &told);
        if ends {
            return Ok(done);
        }
    }
}

fn tell(
    done: &[(String, ReplayedPage)],
    dry_run: bool,
    output: &mut Output,
) -> Result<(), CommandError> {
    if output.is_json() {
        let told = done.iter().map(|(jurisdiction, page)| Replayed {
            jurisdiction,
            tried: page.tried,
            merged: page.merged,
            unmatched: page.unmatched,
            refused: page.refused,
            still: page.still,
            left: page.left,
            reasons: page.reasons(),
        });
        output.value(&told.collect::<Vec<_>>())?;
    } else {
        let would = if dry_run { " (rehearsed)" } else { "" };
        for (place, page) in done {
            output.line(&format!(
                "{place}: {} tried{would}, {} merged, {} for review, {} refused, {} still set \
                 aside, {} left",
                page.tried, page.merged, page.unmatched, page.refused, page.still, page.left
            ))?;
            for one in page.reasons() {
                let of = format!("{} {} ", one.system, one.stream);
                reasons::line(&of, &one.why, output)?;
            }
            reasons::rest(page.untold(), output)?;
        }
    }
    let (still, tried) = done.iter().fold((0, 0), |(still, tried), (_, page)| {
        (still + page.still + page.left, tried + page.tried)
    });
    match still {
        0 => Ok(()),
        many => Err(CommandError::failed(anyhow!(
            "{many} of {tried} records wait on; mend the mapping or the source and replay again, \
             or close with a reason what is to be done nothing about: `dismissQuarantine`"
        ))),
    }
}

/// A system that no settings here name could be mapped by nobody.
fn must_be_known(which: &Which, hub: &Hub) -> Result<(), CommandError> {
    let Some(system) = &which.system else {
        return Ok(());
    };
    let sources = hub.sources();
    let known = sources.iter().map(|one| one.connector.system().to_string());
    let mut known: Vec<String> = known.chain(["import".to_owned()]).collect();
    if known.contains(system) {
        return Ok(());
    }
    known.sort();
    known.dedup();
    Err(CommandError::usage(anyhow!(
        "no connector of the system {system:?} is configured; known: {}",
        known.join(", ")
    )))
}

/// The place that is meant, or all.
fn places(which: &Which, hub: &Hub) -> Result<Vec<Jurisdiction>, CommandError> {
    let known = hub.known_jurisdictions();
    let Some(wanted) = &which.jurisdiction else {
        return Ok(known.to_vec());
    };
    let one = known.iter().find(|one| one.setup.region.as_str() == wanted);
    one.map(|one| vec![one.clone()]).ok_or_else(|| {
        let known: Vec<&str> = known.iter().map(|one| one.setup.region.as_str()).collect();
        CommandError::usage(anyhow!(
            "no jurisdiction {wanted} is set up here; known: {}",
            known.join(", ")
        ))
    })
}
