//! `shuniu bench mutation`.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;
use serde_json::json;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::command::{FactInput, RecordFact, RegisterProject, Submission, UnitInput};
use shuniu_hub::connectors::contract::Connector;
use shuniu_hub::connectors::investment_approval::{
    self, InvestmentApproval, InvestmentApprovalConfig,
};
use shuniu_hub::connectors::sandbox::{SandboxHandle, SandboxOptions};
use shuniu_hub::connectors::seed::{SeedOptions, generate};
use shuniu_hub::connectors::{Clock, SystemClock};
use shuniu_hub::policy::RegionCode;
use shuniu_hub::sync::{Silent, Source};
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use uuid::Uuid;

use crate::app;
use crate::cli::runtime::{Settings, block_on};
use crate::cli::{CommandError, Output};

/// Arguments of `bench mutation`.
#[derive(Debug, Args)]
pub struct MutationArguments {
    /// Projects that the outside system holds.
    #[arg(long, default_value_t = 2000)]
    projects: usize,
    /// Changes measured before the sync begins.
    #[arg(long, default_value_t = 200)]
    changes: usize,
    /// Which settings.
    #[command(flatten)]
    settings: Settings,
}

#[derive(Serialize)]
struct Latency {
    changes: usize,
    p50_ms: f64,
    p99_ms: f64,
    max_ms: f64,
}

#[derive(Serialize)]
struct MutationReport {
    alone: Latency,
    during_sync: Latency,
    /// p99 during the sync over p99 alone.
    p99_ratio: f64,
    sync_records: i64,
    sync_seconds: f64,
    sync_records_per_second: f64,
}

pub(super) fn run(arguments: &MutationArguments, output: &mut Output) -> Result<(), CommandError> {
    let MutationArguments {
        projects,
        changes,
        settings,
    } = arguments;
    let mut config = settings.load()?;
    let today = SeedOptions::default().today;
    config.server.today = Some(today);
    let report = block_on(async {
        let opened = app::open(&config).await?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::starting_at(opened.clock.now()));
        let bench =
            Bench::prepare(&opened.hub, &clock, *projects, config.sync.page_records).await?;
        let report = bench.mutation(*changes).await;
        bench.outside.shutdown().await;
        report
    })?
    .map_err(CommandError::Failed)?;
    output.value(&report)
}

struct Bench {
    hub: Hub,
    place: Uuid,
    project: Uuid,
    source: Source,
    outside: SandboxHandle,
}

impl Bench {
    async fn prepare(
        hub: &Hub,
        clock: &Arc<dyn Clock>,
        projects: usize,
        page_records: u32,
    ) -> Result<Self> {
        let effective = NaiveDate::from_ymd_opt(2025, 1, 1);
        let place = hub
            .ensure_jurisdiction(&JurisdictionSetup {
                region: RegionCode::parse("320902")?,
                name: "盐城市亭湖区".to_owned(),
                packs: vec![PackChoice {
                    id: "tinghu".to_owned(),
                    effective_on: effective,
                }],
                settings: serde_json::Map::new(),
                precedence: None,
            })
            .await?;
        let world = generate(SeedOptions {
            projects,
            ..SeedOptions::default()
        });
        let credentials = investment_approval::sandbox::Credentials::default();
        let options = SandboxOptions {
            data: None,
            records: world.investment_approval(),
            clock: Arc::clone(clock),
            places: Vec::new(),
        };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut settings = InvestmentApprovalConfig::new(
            "",
            credentials.requester_id.clone(),
            credentials.app_key.clone(),
        );
        let outside = investment_approval::sandbox::start(address, options, credentials).await?;
        outside.url().clone_into(&mut settings.base_url);
        settings.http.allow_private = true;
        settings.page_size = page_records;
        // The limit of the outside system is not what is measured here.
        settings.http.requests_per_second = 1000;
        settings.http.burst = 1000;
        let connector: Arc<dyn Connector> =
            Arc::new(InvestmentApproval::new(&settings, Arc::clone(clock))?);
        let source = hub.attach(place, connector).await?;
        let mut bench = Self {
            hub: hub.clone(),
            place,
            project: Uuid::nil(),
            source,
            outside,
        };
        bench.project = bench.register().await?;
        Ok(bench)
    }

    fn caller() -> Caller {
        Caller {
            subject: "bench".to_owned(),
            role: Role::DataBureau,
            body: None,
            jurisdictions: vec![RegionCode::parse("320902").unwrap_or(RegionCode::NATIONAL)],
            organization: None,
            expires_at: None,
        }
    }

    async fn register(&self) -> Result<Uuid> {
        let caller = Self::caller();
        let submission = Submission {
            caller: &caller,
            jurisdiction: self.place,
            key: None,
        };
        let command = RegisterProject {
            name: "测速项目".to_owned(),
            unit: UnitInput {
                name: "测速单位".to_owned(),
                credit_code: None,
            },
            project_code: None,
            tracked_since: None,
            facts: Vec::new(),
        };
        Ok(self.hub.submit(&submission, &command).await?.project)
    }

    async fn change(&self, number: usize) -> Result<Duration> {
        let caller = Self::caller();
        let submission = Submission {
            caller: &caller,
            jurisdiction: self.place,
            key: None,
        };
        let command = RecordFact {
            project: self.project,
            expected_version: None,
            fact: FactInput {
                name: "budget_yuan".to_owned(),
                value: json!(format!("{}", 900_000 + number)),
            },
            reason: None,
        };
        let began = Instant::now();
        self.hub.submit(&submission, &command).await?;
        Ok(began.elapsed())
    }

    async fn mutation(&self, changes: usize) -> Result<MutationReport> {
        let mut alone = Vec::with_capacity(changes);
        for number in 0..changes {
            alone.push(self.change(number).await?);
        }
        let done = AtomicBool::new(false);
        let stream = self
            .source
            .connector
            .streams()
            .first()
            .context("the system has no stream")?;
        let bulk = async {
            let began = Instant::now();
            let report = self
                .hub
                .sync_stream(&self.source, stream, false, &Silent)
                .await;
            done.store(true, Ordering::Relaxed);
            report.map(|report| (report.counts.received, began.elapsed()))
        };
        let beside = async {
            let mut during = Vec::new();
            while !done.load(Ordering::Relaxed) {
                during.push(self.change(changes + during.len()).await?);
            }
            anyhow::Ok(during)
        };
        let (bulk, during) = tokio::join!(bulk, beside);
        let (records, took) = bulk?;
        let (alone, during) = (latency(alone), latency(during?));
        let seconds = took.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
        #[expect(clippy::float_arithmetic, reason = "a measurement, not money")]
        let report = MutationReport {
            p99_ratio: during.p99_ms / alone.p99_ms,
            alone,
            during_sync: during,
            sync_records: records,
            sync_seconds: seconds,
            sync_records_per_second: records as f64 / seconds,
        };
        Ok(report)
    }
}

fn latency(mut all: Vec<Duration>) -> Latency {
    all.sort();
    #[expect(clippy::float_arithmetic, reason = "a measurement, not money")]
    let at = |percent: usize| {
        let place = (all.len() * percent / 100).min(all.len().saturating_sub(1));
        all.get(place).map_or(0.0, |one| one.as_secs_f64() * 1000.0)
    };
    Latency {
        changes: all.len(),
        p50_ms: at(50),
        p99_ms: at(99),
        max_ms: at(100),
    }
}
