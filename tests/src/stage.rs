use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use shuniu_hub::Hub;
use shuniu_hub::clock::{Clock, ManualClock, SystemClock};
use shuniu_hub::content::{Contents, DiskStore, Spool};
use shuniu_hub::db::{Database, DatabaseOptions, Probe, migrate_up};
use shuniu_hub::law::Law;
use shuniu_hub::seal::{Seal, SoftwareSeal};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::probe::Witness;
use crate::{Engine, Raw, postgres, statement};

/// A database that belongs to one test.
///
/// Every statement that is sent to it through the product is kept. When it goes, each must have
/// kept the rules by which the hub can outgrow one machine; else the test fails.
#[derive(Debug)]
pub struct TestDb {
    engine: Engine,
    url: String,
    folder: TempDir,
    seal: Arc<SoftwareSeal>,
    witness: Witness,
}

impl Drop for TestDb {
    fn drop(&mut self) {
        // A test that fails already says why.
        if !std::thread::panicking() {
            let broken = statement::report(&self.sent());
            assert!(broken.is_empty(), "statements that break a rule:\n{broken}");
        }
    }
}

impl TestDb {
    /// A database without any table.
    ///
    /// # Errors
    ///
    /// Says how to run the tests when there is no PostgreSQL.
    pub async fn empty(engine: Engine) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let url = match engine {
            Engine::Sqlite => sqlite_url(&folder.path().join("hub.sqlite")),
            Engine::Postgres => postgres::create(None).await?,
        };
        Self::at(engine, url, folder)
    }

    /// A database with every table, all empty: a copy of one that was migrated once.
    ///
    /// # Errors
    ///
    /// As [`TestDb::empty`].
    pub async fn migrated(engine: Engine) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let url = match engine {
            Engine::Sqlite => {
                let file = folder.path().join("hub.sqlite");
                std::fs::copy(sqlite_template().await?, &file)?;
                sqlite_url(&file)
            }
            Engine::Postgres => postgres::create(Some(postgres::template().await?)).await?,
        };
        Self::at(engine, url, folder)
    }

    /// A database that holds what this one does, with the same ledger key. Nobody may be connected
    /// to this one.
    ///
    /// # Errors
    ///
    /// As [`TestDb::empty`], and while somebody is connected.
    pub async fn copy(&self) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let key = "ledger.key";
        std::fs::copy(self.folder().join(key), folder.path().join(key))?;
        let url = match self.engine {
            Engine::Sqlite => {
                let file = folder.path().join("hub.sqlite");
                std::fs::copy(self.folder().join("hub.sqlite"), &file)?;
                sqlite_url(&file)
            }
            Engine::Postgres => {
                let own = postgres::name_of(&self.url)?;
                postgres::create(Some(&own)).await?
            }
        };
        Self::at(self.engine, url, folder)
    }

    fn at(engine: Engine, url: String, folder: TempDir) -> Result<Self> {
        let seal = Arc::new(SoftwareSeal::from_file(&folder.path().join("ledger.key"))?);
        Ok(Self {
            engine,
            url,
            folder,
            seal,
            witness: Witness::default(),
        })
    }

    /// Which engine it is on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Its address, as in `database.url`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A folder that goes with it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The key that signs its ledgers; also in `ledger.key` of its folder.
    #[must_use]
    pub fn seal(&self) -> Arc<dyn Seal> {
        self.seal.clone()
    }

    /// Opens it as the product does.
    ///
    /// # Errors
    ///
    /// Passes on what the product says.
    pub async fn open(&self) -> Result<Database> {
        let database = Database::open(&self.url, &options()).await?;
        Ok(database.watched_by(Arc::new(self.witness.clone())))
    }

    /// Every statement that the product has sent to it so far.
    #[must_use]
    pub fn sent(&self) -> BTreeSet<String> {
        self.witness.statements()
    }

    /// Assembles a hub on it that nothing disturbs.
    ///
    /// # Errors
    ///
    /// Passes on what the product says.
    pub async fn hub(&self, clock: &Arc<ManualClock>) -> Result<Hub> {
        Ok(self.assemble(self.open().await?, clock.clone()))
    }

    /// Assembles a hub on it, every statement of which the probe sees too.
    ///
    /// # Errors
    ///
    /// Passes on what the product says.
    pub async fn watched_hub(
        &self,
        clock: &Arc<ManualClock>,
        probe: Arc<dyn Probe>,
    ) -> Result<Hub> {
        self.hub_under(clock, Law::shipped(), probe).await
    }

    /// Assembles a hub on it with packs and calendars of its own, every statement of which the
    /// probe sees.
    ///
    /// # Errors
    ///
    /// Passes on what the product says.
    pub async fn hub_under(
        &self,
        clock: &Arc<ManualClock>,
        law: Law,
        probe: Arc<dyn Probe>,
    ) -> Result<Hub> {
        let probe = Arc::new(self.witness.beside(probe));
        let database = self.open().await?.watched_by(probe);
        let hub = Hub::new(database, clock.clone(), self.seal.clone(), law);
        Ok(hub.keeping(self.contents()))
    }

    fn assemble(&self, database: Database, clock: Arc<dyn Clock>) -> Hub {
        Hub::new(database, clock, self.seal.clone(), Law::shipped()).keeping(self.contents())
    }

    /// Where the contents of its documents are kept.
    #[must_use]
    pub fn contents(&self) -> Contents {
        let folder = self.folder().join("documents");
        Contents {
            store: Arc::new(DiskStore::at(folder.join("kept"))),
            spool: Spool::at(folder.join("incoming")),
            max_bytes: 1 << 20,
            idle: TimeDelta::hours(48),
            unowned: TimeDelta::hours(48),
        }
    }

    /// A connection beside the product, for looking and for tampering.
    ///
    /// # Errors
    ///
    /// When it cannot be opened.
    pub async fn raw(&self) -> Result<Raw> {
        Raw::open(self.engine, &self.url).await
    }

    /// Removes it. A test that failed leaves it to be looked at; a file goes with its folder.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn remove(self) -> Result<()> {
        match self.engine {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => postgres::remove(&self.url).await,
        }
    }
}

/// Many tests share one server; each keeps few connections.
fn options() -> DatabaseOptions {
    DatabaseOptions {
        max_connections: 10,
        acquire_timeout: Duration::from_secs(60),
        statement_timeout: Duration::from_secs(60),
        ..DatabaseOptions::default()
    }
}

pub(crate) async fn migrate(url: &str) -> Result<()> {
    let database = Database::open(url, &options()).await?;
    migrate_up(&database, &SystemClock).await?;
    Ok(database.close().await?)
}

async fn sqlite_template() -> Result<&'static Path> {
    static TEMPLATE: OnceCell<(PathBuf, TempDir)> = OnceCell::const_new();
    let make = || async {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("template.sqlite");
        migrate(&sqlite_url(&file))
            .await
            .context("migrating the template")?;
        anyhow::Ok((file, folder))
    };
    let (file, _) = TEMPLATE.get_or_try_init(make).await?;
    Ok(file)
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}
