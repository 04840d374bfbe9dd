use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use shuniu_hub::Hub;
use shuniu_hub::clock::{Clock, PinnedDay, SystemClock};
use shuniu_hub::db::{Database, DatabaseOptions, Probe, migrate_up, migration_states};
use shuniu_hub::law::Law;
use shuniu_hub::policy::calendar::Calendars;
use shuniu_hub::policy::pack::Packs;
use shuniu_hub::seal::SoftwareSeal;

use crate::config::Config;

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
    let clock: Arc<dyn Clock> = match config.server.today {
        Some(day) => Arc::new(PinnedDay::new(day)),
        None => Arc::new(SystemClock),
    };
    let options = DatabaseOptions {
        max_connections: config.database.max_connections,
        acquire_timeout: Duration::from_millis(config.database.acquire_ms),
        ..DatabaseOptions::default()
    };
    let mut database = Database::open(&config.database.url, &options).await?;
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
    let hub = Hub::new(database, Arc::clone(&clock), seal, law(config)?);
    for jurisdiction in &config.jurisdictions {
        let setup = jurisdiction.setup()?;
        hub.ensure_jurisdiction(&setup)
            .await
            .with_context(|| format!("setting up jurisdiction {}", jurisdiction.region))?;
    }
    hub.load_jurisdictions().await?;
    Ok(Opened { hub, clock })
}

/// The packs inside the binary, and those of `policy.packs_dir` beside them.
fn law(config: &Config) -> Result<Law> {
    let mut packs = Packs::shipped().clone();
    if let Some(folder) = &config.policy.packs_dir {
        let more = Packs::load_dir(folder)
            .with_context(|| format!("reading the packs of {}", folder.display()))?;
        for pack in more.iter() {
            packs.add(pack.clone());
        }
    }
    Ok(Law::new(packs, Calendars::shipped()))
}
