//! `shuniu bench sync`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use async_trait::async_trait;
use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;
use serde_json::Value;
use shuniu_hub::connectors::contract::{
    CheckReport, Connector, Cursor, Mapper, Page, RawRecord, Stream, System,
};
use shuniu_hub::connectors::egress::Breaker;
use shuniu_hub::connectors::investment_approval::{InvestmentApproval, InvestmentApprovalConfig};
use shuniu_hub::connectors::seed::{SeedOptions, generate};
use shuniu_hub::connectors::{Clock, Failure, Secret, SystemClock};
use shuniu_hub::db::{BareRecord, load_bare};
use shuniu_hub::policy::RegionCode;
use shuniu_hub::sync::{Counts, Silent};
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};

use crate::app;
use crate::cli::runtime::{Settings, block_on};
use crate::cli::{CommandError, Output};

/// Arguments of `bench sync`.
#[derive(Debug, Args)]
pub struct SyncBenchArguments {
    /// Projects that the outside system holds, one record each and a few more.
    #[arg(long, default_value_t = 10_000)]
    records: usize,
    /// Records of a page, which is one transaction.
    #[arg(long, default_value_t = 500)]
    page: usize,
    /// Which settings.
    #[command(flatten)]
    settings: Settings,
}

/// What a run over the whole stream took.
#[derive(Serialize)]
struct Took {
    seconds: f64,
    records_per_second: f64,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct SyncReport {
    database: &'static str,
    records: usize,
    bytes_per_record: usize,
    page: usize,
    /// One copy and one upsert by hand of the same records, in this run.
    bare_records_per_second: f64,
    /// Everything: landing, hash, matching, merging, provenance, reassessment, ledger, cursor.
    first: Took,
    /// The same records once more.
    unchanged: Took,
    /// One in a hundred was changed.
    one_in_a_hundred: Took,
    /// All were changed.
    changed: Took,
    /// Records a second of the first run over those of the bare load.
    first_of_bare: f64,
    /// Time of the run without news over that of the first.
    unchanged_of_first: f64,
    /// Time of a changed record over that of one of the first run.
    changed_record_of_first: f64,
    /// Time of the run in which all were changed over that of the first.
    changed_of_first: f64,
    /// The most memory that the process held, after the bare load and after the last run.
    resident_mb: (u64, u64),
}

pub(super) fn run(arguments: &SyncBenchArguments, output: &mut Output) -> Result<(), CommandError> {
    let mut config = arguments.settings.load()?;
    config.server.today = Some(SeedOptions::default().today);
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
    let place = hub
        .ensure_jurisdiction(&JurisdictionSetup {
            region: RegionCode::parse("320902")?,
            name: "盐城市亭湖区".to_owned(),
            packs: vec![PackChoice {
                id: "tinghu".to_owned(),
                effective_on: NaiveDate::from_ymd_opt(2025, 1, 1),
            }],
            settings: serde_json::Map::new(),
            precedence: None,
        })
        .await?;
    let records = records(arguments.records)?;
    let bare: Vec<BareRecord> = records
        .iter()
        .map(|one| BareRecord {
            id: one.external_id.clone(),
            hash: hub.seal().hash(one.body.as_bytes()),
            body: one.body.clone(),
        })
        .collect();
    let began = Instant::now();
    load_bare(hub.database(), &bare).await?;
    let bare_took = began.elapsed();
    drop(bare);
    let after_bare = resident();

    let count = records.len();
    let bytes = records.iter().map(|one| one.body.len()).sum::<usize>() / count.max(1);
    let mut feed = Feed::new(clock, records, arguments.page)?;
    let first = timed(hub, place, &feed).await?;
    let unchanged = timed(hub, place, &feed).await?;
    feed.change(100)?;
    let one_in_a_hundred = timed(hub, place, &feed).await?;
    feed.change(1)?;
    let changed = timed(hub, place, &feed).await?;
    Ok(SyncReport {
        database: if shuniu_hub::db::speaks_postgres(hub.database()) {
            "postgres"
        } else {
            "sqlite"
        },
        records: count,
        bytes_per_record: bytes,
        page: arguments.page,
        bare_records_per_second: rate(count, bare_took),
        first_of_bare: ratio(first.records_per_second, rate(count, bare_took)),
        unchanged_of_first: ratio(unchanged.seconds, first.seconds),
        changed_record_of_first: ratio(
            per(one_in_a_hundred.seconds, one_in_a_hundred.counts),
            per(first.seconds, first.counts),
        ),
        changed_of_first: ratio(changed.seconds, first.seconds),
        first,
        unchanged,
        one_in_a_hundred,
        changed,
        resident_mb: (after_bare, resident()),
    })
}

async fn timed(hub: &Hub, place: uuid::Uuid, feed: &Feed) -> Result<Took> {
    let source = hub.attach(place, Arc::new(feed.clone())).await?;
    let began = Instant::now();
    let report = hub
        .sync_stream(&source, &Stream::APPROVALS, true, &Silent)
        .await?;
    let took = began.elapsed();
    let received = usize::try_from(report.counts.received).unwrap_or(0);
    Ok(Took {
        seconds: took.as_secs_f64(),
        records_per_second: rate(received, took),
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

/// Seconds for each record that was news.
#[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
#[expect(clippy::float_arithmetic, reason = "a measurement, not money")]
fn per(seconds: f64, counts: Counts) -> f64 {
    seconds / (counts.received - counts.unchanged).max(1) as f64
}

/// The most memory that the process held, in megabytes; 0 where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|text| text.trim().trim_end_matches(" kB").trim().parse().ok());
    kilobytes.map_or(0, |kilobytes: u64| kilobytes / 1024)
}

fn records(projects: usize) -> Result<Vec<RawRecord>> {
    let world = generate(SeedOptions {
        projects,
        ..SeedOptions::default()
    });
    let mut all = world.investment_approval();
    let approvals = all
        .remove("approvals")
        .context("the seed has no approvals")?;
    let mut records = Vec::with_capacity(approvals.len());
    for approval in &approvals {
        records.extend(raw(approval)?);
    }
    records.sort_by(|a, b| (a.source_time, &a.external_id).cmp(&(b.source_time, &b.external_id)));
    records.dedup_by(|a, b| a.source_time == b.source_time && a.external_id == b.external_id);
    Ok(records)
}

/// A record of the seed as it is pulled; none of one whose time cannot be read, as the seed has some
/// on purpose.
fn raw(approval: &Value) -> Result<Option<RawRecord>> {
    let text = |name: &str| approval[name].as_str().context("the seed lacks a field");
    let Ok(source_time) = text("updatedAt")?.parse() else {
        return Ok(None);
    };
    Ok(Some(RawRecord {
        external_id: text("declareNo")?.to_owned(),
        source_time,
        body: approval.to_string(),
    }))
}

/// A system that hands out records from memory, so that nothing but the hub is measured.
#[derive(Clone)]
struct Feed {
    was: Arc<InvestmentApproval>,
    records: Arc<Vec<RawRecord>>,
    page: usize,
    now: chrono::DateTime<chrono::Utc>,
}

impl Feed {
    fn new(clock: &Arc<dyn Clock>, records: Vec<RawRecord>, page: usize) -> Result<Self> {
        let mut settings = InvestmentApprovalConfig::new(
            "http://127.0.0.1:9",
            "bench".to_owned(),
            Secret::new("bench".to_owned()),
        );
        settings.http.allow_private = true;
        Ok(Self {
            was: Arc::new(InvestmentApproval::new(&settings, Arc::clone(clock))?),
            records: Arc::new(records),
            page: page.max(1),
            now: clock.now(),
        })
    }

    /// Has one record of so many say something else, without a new time.
    fn change(&mut self, of: usize) -> Result<()> {
        let mut records = (*self.records).clone();
        for record in records.iter_mut().step_by(of.max(1)) {
            let mut body: Value = serde_json::from_str(&record.body)?;
            let rounds = body["inPlan"].as_str() == Some("1");
            body["inPlan"] = if rounds { "0" } else { "1" }.into();
            record.body = body.to_string();
        }
        self.records = Arc::new(records);
        Ok(())
    }
}

#[async_trait]
impl Connector for Feed {
    fn system(&self) -> System {
        System::INVESTMENT_APPROVAL
    }

    fn streams(&self) -> &[Stream] {
        self.was.streams()
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        self.was.check().await
    }

    async fn pull(&self, _: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let after = |record: &RawRecord| {
            cursor.is_some_and(|cursor| cursor.is_past(record.source_time, &record.external_id))
        };
        let from = self.records.partition_point(after);
        let until = (from + self.page).min(self.records.len());
        let records = self.records[from..until].to_vec();
        let complete = until == self.records.len();
        let next = match records.last() {
            Some(last) if !complete => Cursor::after(last.source_time, last.external_id.clone()),
            Some(last) => Cursor::from_instant(last.source_time),
            None => Cursor::from_instant(self.now),
        };
        Ok(Page {
            records,
            unreadable: Vec::new(),
            next,
            complete,
            observed_through: complete.then_some(self.now),
        })
    }

    fn mapping(&self) -> &dyn Mapper {
        self.was.mapping()
    }

    fn breaker(&self) -> &Breaker {
        self.was.breaker()
    }
}
