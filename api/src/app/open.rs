use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use chrono::TimeDelta;
use shuniu_hub::Hub;
use shuniu_hub::calendar::CalendarLimits;
use shuniu_hub::clock::{Clock, PinnedDay, SystemClock};
use shuniu_hub::connectors::{self, object_store::Bucket};
use shuniu_hub::content::{ContentStore, Contents, DiskStore, ObjectStore, Spool, StoreError};
use shuniu_hub::db::{Database, DatabaseOptions, Probe, migrate_up, migration_states};
use shuniu_hub::import::{Headings, LedgerRules, Limits};
use shuniu_hub::seal::SoftwareSeal;

use super::check;
use crate::config::{Config, ConfigError, DocumentsConfig, StoreKind};

/// An assembled hub.
#[derive(Debug)]
pub struct Opened {
    /// The hub.
    pub hub: Hub,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
}

/// Opens the hub that the settings describe: the schema brought up to date, the jurisdictions
/// set up, no outside system attached yet.
///
/// # Errors
///
/// Fails with the setting that cannot work and what to do.
pub async fn open(config: &Config) -> Result<Opened> {
    open_with(config, None).await
}

/// The same, with every statement of the hub watched.
///
/// # Errors
///
/// As [`open`].
pub async fn open_with(config: &Config, probe: Option<Arc<dyn Probe>>) -> Result<Opened> {
    // What cannot stand is refused before anything is made or migrated.
    let law = check(config).map_err(|wrong| all_of(&wrong))?;
    let clock = clock(config);
    let mut database = Database::open(&config.database.url, &options(config)).await?;
    if config.database.migrate_on_start {
        migrate_up(&database, clock.as_ref())
            .await
            .context("bringing the schema up to date")?;
    } else if migration_states(&database)
        .await?
        .iter()
        .any(|one| !one.applied)
    {
        anyhow::bail!("the schema is not up to date; run `shuniu migrate up`");
    }
    if let Some(probe) = probe {
        database = database.watched_by(probe);
    }
    let seal = Arc::new(SoftwareSeal::from_file(&config.ledger.key_file)?);
    let hub = Hub::new(database, Arc::clone(&clock), seal, law)
        .keeping(contents(config)?)
        .importing(ledger_rules(config)?)
        .limiting_calendars(calendar_limits(config));
    for jurisdiction in &config.jurisdictions {
        let setup = jurisdiction.setup()?;
        hub.ensure_jurisdiction(&setup)
            .await
            .with_context(|| format!("setting up jurisdiction {}", jurisdiction.region))?;
    }
    hub.load_jurisdictions().await?;
    Ok(Opened { hub, clock })
}

/// Everything that is wrong, as one error with a line each.
pub(super) fn all_of(wrong: &[ConfigError]) -> anyhow::Error {
    let lines: Vec<_> = wrong.iter().map(ToString::to_string).collect();
    anyhow!(lines.join("\n"))
}

pub(super) fn clock(config: &Config) -> Arc<dyn Clock> {
    match config.server.today {
        Some(day) => Arc::new(PinnedDay::new(day)),
        None => Arc::new(SystemClock),
    }
}

/// Tries out the store of documents. One that is set up wrong is refused before somebody's upload
/// fails by it; one that does not answer now may answer later, and the rest works without it.
///
/// # Errors
///
/// Says which setting cannot work.
pub async fn try_out_store(config: &Config) -> Result<()> {
    match contents(config)?.store.try_out().await {
        Ok(()) => Ok(()),
        Err(error @ StoreError::Unusable(_)) => Err(error).context("trying out `[documents]`"),
        Err(error) => {
            tracing::warn!(%error, "the document store does not answer; starting without it");
            Ok(())
        }
    }
}

pub(super) fn contents(config: &Config) -> Result<Contents, ConfigError> {
    let documents = &config.documents;
    Ok(Contents {
        store: store(documents)?,
        spool: Spool::at(documents.folder.join("incoming")),
        max_bytes: documents.max_bytes,
        idle: TimeDelta::hours(documents.upload_idle_hours.into()),
        unowned: TimeDelta::hours(documents.unowned_hours.into()),
    })
}

fn store(documents: &DocumentsConfig) -> Result<Arc<dyn ContentStore>, ConfigError> {
    match documents.store {
        StoreKind::Disk => Ok(Arc::new(DiskStore::at(documents.folder.join("kept")))),
        StoreKind::S3 => {
            // A store judges signatures by the real time, whatever day the hub is set to.
            let clock = Arc::new(connectors::SystemClock::new());
            let bucket = Bucket::new(&documents.s3, clock)
                .map_err(|failure| ConfigError::value("documents.s3", failure.to_string()))?;
            Ok(Arc::new(ObjectStore::of(bucket)))
        }
    }
}

fn calendar_limits(config: &Config) -> CalendarLimits {
    CalendarLimits {
        events: config.limits.calendar_events,
        each: config.limits.calendars,
        days: config.limits.calendar_days,
    }
}

/// How ledgers are read, with the headings of the place.
pub(crate) fn ledger_rules(config: &Config) -> Result<LedgerRules> {
    let limits = &config.limits.import;
    let headings = match &config.import.headings_file {
        None => Headings::default(),
        Some(path) => {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("reading import.headings_file {shown}"))?;
            Headings::parse(&shown, &text)?
        }
    };
    Ok(LedgerRules {
        limits: Limits {
            file_bytes: limits.file_bytes,
            unpacked_bytes: limits.unpacked_bytes,
            rows: limits.rows,
            columns: limits.columns,
            cell_characters: limits.cell_characters,
        },
        headings,
        page: usize::try_from(config.sync.page_records)?,
    })
}

pub(super) fn options(config: &Config) -> DatabaseOptions {
    DatabaseOptions {
        max_connections: config.database.max_connections,
        sqlite_cache_kib: config.database.sqlite_cache_kib,
        acquire_timeout: Duration::from_millis(config.database.acquire_ms),
        ..DatabaseOptions::default()
    }
}
