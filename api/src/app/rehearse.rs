use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use shuniu_hub::Hub;
use shuniu_hub::db::{Database, migrate_up, migration_states, schema_is_missing};
use shuniu_hub::seal::SoftwareSeal;

use super::open::{all_of, clock, ledger_rules, options};
use super::{Opened, check};
use crate::config::Config;

/// A hub to rehearse in: what is there is read, and nothing is left behind.
#[derive(Debug)]
pub struct Rehearsal {
    /// The hub.
    pub opened: Opened,
    /// Where an empty hub is kept, when the database holds nothing yet.
    scratch: Option<Scratch>,
}

impl Rehearsal {
    /// Whether it is an empty hub, because the database holds nothing yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scratch.is_some()
    }
}

/// Opens the hub that the settings describe without making, migrating or setting up anything. When
/// the database does not exist or holds no jurisdiction, an empty hub elsewhere stands in for it.
///
/// # Errors
///
/// Fails with what has to be run first.
pub async fn open_for_rehearsal(config: &Config) -> Result<Rehearsal> {
    let law = check(config).map_err(|wrong| all_of(&wrong))?;
    let seal = Arc::new(seal(config)?);
    let clock = clock(config);
    if let Some(database) = existing(config).await? {
        let hub = Hub::new(database, Arc::clone(&clock), seal.clone(), law.clone())
            .importing(ledger_rules(config)?);
        let known = hub.load_jurisdictions().await?;
        let is_known = |region: &str| known.iter().any(|one| one.setup.region.as_str() == region);
        let missing = config
            .jurisdictions
            .iter()
            .find(|one| !is_known(&one.region));
        match missing {
            _ if known.is_empty() => {}
            Some(place) => bail!(
                "jurisdiction {} is not in the database yet; run `shuniu sync` or `shuniu serve` \
                 with these settings once, which sets it up",
                place.region
            ),
            None => {
                let opened = Opened { hub, clock };
                return Ok(Rehearsal {
                    opened,
                    scratch: None,
                });
            }
        }
    }
    let scratch = Scratch::make()?;
    let url = format!("sqlite://{}", scratch.0.join("hub.sqlite").display());
    let database = Database::open(&url, &options(config)).await?;
    migrate_up(&database, clock.as_ref()).await?;
    let hub = Hub::new(database, Arc::clone(&clock), seal, law).importing(ledger_rules(config)?);
    for jurisdiction in &config.jurisdictions {
        hub.ensure_jurisdiction(&jurisdiction.setup()?).await?;
    }
    Ok(Rehearsal {
        opened: Opened { hub, clock },
        scratch: Some(scratch),
    })
}

/// Opens the hub that the settings describe to be looked at, without making, migrating or setting up
/// anything; nothing where the database does not exist or holds nothing.
///
/// # Errors
///
/// Fails when the settings are wrong or the database cannot be read.
pub async fn open_existing(config: &Config) -> Result<Option<Hub>> {
    let law = check(config).map_err(|wrong| all_of(&wrong))?;
    let Some(database) = existing(config).await? else {
        return Ok(None);
    };
    let hub = Hub::new(database, clock(config), Arc::new(seal(config)?), law);
    hub.load_jurisdictions().await?;
    Ok(Some(hub))
}

/// The key of the settings, where it is there: what was declared is known again by nothing else.
/// None is made, for what is signed is rolled back or thrown away.
fn seal(config: &Config) -> Result<SoftwareSeal> {
    let path = &config.ledger.key_file;
    Ok(if path.exists() {
        SoftwareSeal::from_file(path)?
    } else {
        SoftwareSeal::ephemeral()?
    })
}

/// The database of the settings, if it is there and has tables.
async fn existing(config: &Config) -> Result<Option<Database>> {
    let url = &config.database.url;
    if let Some(path) = url.strip_prefix("sqlite://") {
        let path = path.split('?').next().unwrap_or(path);
        if !Path::new(path).exists() {
            return Ok(None);
        }
    }
    let database = Database::open(url, &options(config)).await?;
    if schema_is_missing(&database).await? {
        return Ok(None);
    }
    if migration_states(&database)
        .await?
        .iter()
        .any(|one| !one.applied)
    {
        bail!("the schema is not up to date; run `shuniu migrate up` first");
    }
    Ok(Some(database))
}

/// A folder of its own that goes when it is dropped.
#[derive(Debug)]
struct Scratch(PathBuf);

impl Scratch {
    fn make() -> Result<Self> {
        let name = format!("shuniu-rehearsal-{}", uuid::Uuid::now_v7());
        let path = std::env::temp_dir().join(name);
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let made = builder.create(&path);
        made.with_context(|| format!("making the folder {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), %error, "cannot be removed");
        }
    }
}
