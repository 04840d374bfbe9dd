//! `shuniu bench sync`.

mod feed;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;
use shuniu_hub::connectors::contract::{RawRecord, Stream};
use shuniu_hub::connectors::seed::{Load, LoadPlace, SeedOptions};
use shuniu_hub::connectors::{Clock, SystemClock};
use shuniu_hub::db::{BareRecord, load_bare};
use shuniu_hub::sync::{Counts, Silent};
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use uuid::Uuid;

use self::feed::Feed;
use crate::app;
use crate::cli::runtime::{Settings, block_on};
use crate::cli::{CommandError, Output};
use crate::demo::place::Place;

/// Arguments of `bench sync`.
#[derive(Debug, Args)]
pub struct SyncBenchArguments {
    /// Projects that the outside system holds, one record each.
    #[arg(long, default_value_t = 10_000)]
    records: usize,
    /// Records of a page, which is one transaction.
    #[arg(long, default_value_t = 500)]
    page: usize,
    /// Leave out the runs that read all records once more.
    #[arg(long)]
    first_only: bool,
    /// Which settings.
    #[command(flatten)]
    settings: Settings,
}

/// What a run over the whole stream took.
#[derive(Clone, Copy, Serialize)]
struct Took {
    seconds: f64,
    records_per_second: f64,
    /// The most memory that the process held meanwhile; 0 where the system does not say.
    peak_mb: u64,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct SyncReport {
    database: &'static str,
    records: usize,
    bytes_per_record: u64,
    page: usize,
    /// One copy and one upsert by hand of the same records, in this run.
    bare_records_per_second: f64,
    /// In a place for which no law is in force: landing, hash, matching, merging, provenance,
    /// ledger, cursor.
    without_law: Took,
    /// Where the law is in force: the same, and every project assessed.
    first: Took,
    /// Records a second over those of the bare load.
    without_law_of_bare: f64,
    first_of_bare: f64,
    #[serde(flatten)]
    again: Option<Again>,
}

/// The same records once more.
#[derive(Serialize)]
struct Again {
    unchanged: Took,
    /// One in a hundred was changed.
    one_in_a_hundred: Took,
    /// All were changed.
    changed: Took,
    /// Time of the run without news over that of the first.
    unchanged_of_first: f64,
    /// What a changed record takes, beyond what reading all of them unchanged takes, over what one
    /// of the first run does.
    changed_record_of_first: f64,
    /// Time of the run in which all were changed over that of the first.
    changed_of_first: f64,
}

pub(super) fn run(arguments: &SyncBenchArguments, output: &mut Output) -> Result<(), CommandError> {
    let mut config = arguments.settings.load()?;
    config.server.today = Some(SeedOptions::default().today);
    config.jurisdictions.clear();
    config.connectors.instances.clear();
    let report = block_on(async {
        let opened = app::open(&config).await?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::starting_at(opened.clock.now()));
        measure(&opened.hub, &clock, arguments).await
    })?
    .map_err(CommandError::Failed)?;
    output.value(&report)
}

async fn measure(
    hub: &Hub,
    clock: &Arc<dyn Clock>,
    arguments: &SyncBenchArguments,
) -> Result<SyncReport> {
    let known = hub.known_jurisdictions();
    let names: Vec<&str> = known.iter().map(|one| one.setup.name.as_str()).collect();
    ensure!(
        names.is_empty(),
        "the database holds {}; give an empty one, since invented places are entered",
        names.join(", ")
    );
    let (lawless, lawful) = (place(hub, 5, false).await?, place(hub, 0, true).await?);
    let feed = |at: &LoadPlace| {
        let mut load = Load::of(at, 1, SeedOptions::default().today)?;
        let many = (arguments.records, arguments.page.max(1));
        Feed::new(clock, many, || Ok(load.next_approval()?))
    };
    let (lawless_feed, feed) = (feed(&lawless.1)?, feed(&lawful.1)?);
    let bare = bare(hub, &feed).await?;
    let without_law = timed(hub, lawless.0, &lawless_feed).await?;
    let first = timed(hub, lawful.0, &feed).await?;
    let again = if arguments.first_only {
        None
    } else {
        Some(once_more(hub, lawful.0, &feed, first).await?)
    };
    let bare = rate(arguments.records, bare);
    Ok(SyncReport {
        database: if shuniu_hub::db::speaks_postgres(hub.database()) {
            "postgres"
        } else {
            "sqlite"
        },
        records: arguments.records,
        bytes_per_record: feed.bytes_per_record(),
        page: arguments.page,
        bare_records_per_second: bare,
        without_law_of_bare: ratio(without_law.records_per_second, bare),
        first_of_bare: ratio(first.records_per_second, bare),
        without_law,
        first,
        again,
    })
}

/// Loads the records by hand; what came before is not measured.
async fn bare(hub: &Hub, feed: &Feed) -> Result<Duration> {
    let record = |one: RawRecord| BareRecord {
        hash: hub.seal().hash(one.body.as_bytes()),
        id: one.external_id,
        body: one.body,
    };
    let mut wrong = Ok(());
    let took = {
        let read = |page| feed.read(page).map_err(|error| wrong = Err(error)).ok();
        let mut pages = (0..feed.pages())
            .map_while(read)
            .map(|page| page.into_iter().map(record).collect());
        load_bare(hub.database(), &mut pages).await?
    };
    wrong.map(|()| took)
}

async fn once_more(hub: &Hub, place: Uuid, feed: &Feed, first: Took) -> Result<Again> {
    let unchanged = timed(hub, place, feed).await?;
    let one_in_a_hundred = timed(hub, place, &feed.changed(100)).await?;
    let changed = timed(hub, place, &feed.changed(1)).await?;
    Ok(Again {
        unchanged_of_first: ratio(unchanged.seconds, first.seconds),
        changed_record_of_first: beyond(one_in_a_hundred, unchanged, first),
        changed_of_first: ratio(changed.seconds, first.seconds),
        unchanged,
        one_in_a_hundred,
        changed,
    })
}

async fn place(hub: &Hub, number: usize, lawful: bool) -> Result<(Uuid, LoadPlace)> {
    let place = LoadPlace::at(number).context("a load has no such place")?;
    let law = Place::of(place.law_of.as_str());
    let law = law.ok_or_else(|| anyhow!("no regulation of {} is known", place.law_of))?;
    let setup = law.config().setup()?;
    let mut setup = JurisdictionSetup {
        region: place.region,
        name: place.name.clone(),
        ..setup
    };
    if !lawful {
        // The law of the nation is in force everywhere; that of the place may be put off.
        let own = setup.packs.pop().map(|pack| PackChoice {
            effective_on: NaiveDate::from_ymd_opt(2999, 1, 1),
            ..pack
        });
        setup.packs = own.into_iter().collect();
        setup.settings.clear();
    }
    Ok((hub.ensure_jurisdiction(&setup).await?, place))
}

async fn timed(hub: &Hub, place: Uuid, feed: &Feed) -> Result<Took> {
    let source = hub.attach(place, Arc::new(feed.clone())).await?;
    forget_peak();
    let began = Instant::now();
    let report = hub
        .sync_stream(&source, &Stream::APPROVALS, true, &Silent)
        .await?;
    let took = began.elapsed();
    let received = usize::try_from(report.counts.received).unwrap_or(0);
    Ok(Took {
        seconds: took.as_secs_f64(),
        records_per_second: rate(received, took),
        peak_mb: peak(),
        counts: report.counts,
    })
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
#[expect(clippy::float_arithmetic, reason = "a measurement, not money")]
fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

#[expect(clippy::float_arithmetic, reason = "a measurement, not money")]
fn ratio(one: f64, other: f64) -> f64 {
    one / other
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
#[expect(clippy::float_arithmetic, reason = "a measurement, not money")]
fn beyond(some: Took, unchanged: Took, first: Took) -> f64 {
    let news = (some.counts.received - some.counts.unchanged).max(1) as f64;
    let one = (some.seconds - unchanged.seconds) / news;
    one / (first.seconds / first.counts.received.max(1) as f64)
}

/// The most memory that the process held, in megabytes; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|text| text.trim().trim_end_matches(" kB").trim().parse().ok());
    kilobytes.map_or(0, |kilobytes: u64| kilobytes / 1024)
}

/// Begins to look for the most anew, where the system can.
fn forget_peak() {
    drop(std::fs::write("/proc/self/clear_refs", "5"));
}
