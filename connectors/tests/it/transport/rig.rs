use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde_json::Value;
use shuniu_connectors::{
    Clock, Failure, ManualClock,
    contract::{Connector, Cursor, Page, Stream, System},
    data_sharing::{DataSharing, DataSharingConfig},
    egress::ChannelSettings,
    municipal_projects::{MunicipalProjects, MunicipalProjectsConfig},
    preview,
    trading_centre::{TradingCentre, TradingCentreConfig},
    transport::{
        drop::DropConfig,
        exchange::ExchangeConfig,
        layout::Layout,
        sandbox::{Fault, Format, Tables, sheet},
    },
};
use tempfile::TempDir;

use crate::rig::{Subject, http, now};

/// How records come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Files,
    /// Rows are read by their flag, and marked.
    Marked,
    /// Rows are read by time and id, and stay as they are.
    ReadOnly,
}

/// A system whose records come by a way, and whoever delivers them.
pub(crate) struct Rig {
    pub(crate) connector: Arc<dyn Connector>,
    pub(crate) stream: Stream,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) layout: Layout,
    pub(crate) way: Way,
    pub(crate) home: TempDir,
    system: System,
    delivered: std::cell::Cell<usize>,
    tables: Option<Tables>,
}

/// The settings of a way, by whatever system.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) drop: Option<DropConfig>,
    pub(crate) exchange: Option<ExchangeConfig>,
    pub(crate) layout_file: Option<PathBuf>,
    pub(crate) http: Option<ChannelSettings>,
    pub(crate) overlap_seconds: Option<u32>,
}

impl Settings {
    pub(crate) fn open(
        &self,
        system: &System,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<dyn Connector>, Failure> {
        let http = self.http.clone().unwrap_or_else(http);
        if *system == System::MUNICIPAL_PROJECTS {
            let config = MunicipalProjectsConfig {
                page_size: 10,
                client_secret: None,
                client_id: String::new(),
                upload_part_bytes: 4,
                drop: self.drop.clone(),
                exchange: self.exchange.clone(),
                layout_file: self.layout_file.clone(),
                http,
                ..MunicipalProjectsConfig::new("", "", shuniu_connectors::Secret::new(""))
            };
            return Ok(Arc::new(MunicipalProjects::new(&config, clock)?));
        }
        if *system == System::DATA_SHARING {
            let usual = DataSharingConfig::new("", "", shuniu_connectors::Secret::new(""));
            let config = DataSharingConfig {
                page_size: 10,
                token: None,
                overlap_seconds: self.overlap_seconds.unwrap_or(usual.overlap_seconds),
                drop: self.drop.clone(),
                exchange: self.exchange.clone(),
                layout_file: self.layout_file.clone(),
                http,
                ..usual
            };
            return Ok(Arc::new(DataSharing::new(&config, clock)?));
        }
        let usual = TradingCentreConfig::new("");
        let config = TradingCentreConfig {
            page_size: 10,
            overlap_seconds: self.overlap_seconds.unwrap_or(usual.overlap_seconds),
            drop: self.drop.clone(),
            exchange: self.exchange.clone(),
            layout_file: self.layout_file.clone(),
            http,
            ..usual
        };
        Ok(Arc::new(TradingCentre::new(&config, clock)?))
    }
}

impl Rig {
    pub(crate) async fn new(on: &Subject, way: Way) -> Self {
        Self::with(on, way, |_| {}).await
    }

    pub(crate) async fn with(on: &Subject, way: Way, change: impl FnOnce(&mut Settings)) -> Self {
        let home = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new(now()));
        let layout = preview::layout(on.system.as_str(), None, None).unwrap();
        let mut settings = Settings::default();
        let mut tables = None;
        if way == Way::Files {
            let folder = home.path().join("in");
            fs::create_dir(&folder).unwrap();
            settings.drop = Some(DropConfig::new(folder));
        } else {
            let url = format!("sqlite://{}", home.path().join("exchange.sqlite").display());
            let made = Tables::open(&url, layout.clone()).await.unwrap();
            made.make().await.unwrap();
            tables = Some(made);
            settings.exchange = Some(ExchangeConfig {
                read_only: way == Way::ReadOnly,
                ..ExchangeConfig::new(url)
            });
        }
        change(&mut settings);
        Self {
            connector: settings.open(&on.system, clock.clone()).unwrap(),
            stream: on.stream.clone(),
            system: on.system.clone(),
            delivered: std::cell::Cell::new(0),
            clock,
            layout,
            way,
            home,
            tables,
        }
    }

    /// A second process over the same settings, which remembers nothing.
    pub(crate) fn restart(&mut self, settings: impl FnOnce(&mut Settings)) {
        let mut again = Settings::default();
        match self.way {
            Way::Files => again.drop = Some(DropConfig::new(self.folder())),
            way => {
                again.exchange = Some(ExchangeConfig {
                    read_only: way == Way::ReadOnly,
                    ..ExchangeConfig::new(self.url())
                });
            }
        }
        settings(&mut again);
        self.connector = again.open(&self.system, self.clock.clone()).unwrap();
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.home.path().join("in")
    }

    pub(crate) fn url(&self) -> String {
        format!(
            "sqlite://{}",
            self.home.path().join("exchange.sqlite").display()
        )
    }

    pub(crate) fn tables(&self) -> &Tables {
        self.tables.as_ref().unwrap()
    }

    /// Delivers records: one more file, or one more batch.
    pub(crate) async fn deliver(&self, records: &[Value]) {
        self.delivered.set(self.delivered.get() + 1);
        let number = self.delivered.get();
        if self.way == Way::Files {
            let name = format!("{}_{number:03}.csv", self.stream);
            let bytes = self.sheet(records, Format::Csv, &[]);
            self.lay(&name, &bytes);
            return;
        }
        let batch = format!("P{number:03}");
        self.tables()
            .stage(&self.stream, &batch, records)
            .await
            .unwrap();
        let as_of = Some("2026-06-30 09:59:00");
        let closed = self
            .tables()
            .close_batch(&self.stream, &batch, records.len(), as_of);
        closed.await.unwrap();
    }

    pub(crate) fn sheet(&self, records: &[Value], format: Format, faults: &[Fault]) -> Vec<u8> {
        sheet(&self.layout, &self.stream, records, format, faults).unwrap()
    }

    /// Lays a file in the folder that has not changed for a while.
    pub(crate) fn lay(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder().join(name);
        fs::write(&path, bytes).unwrap();
        self.touch(&path, 3_600);
        path
    }

    /// Has a file changed so many seconds ago.
    pub(crate) fn touch(&self, path: &Path, seconds: u64) {
        let at = self.clock.now() - Duration::from_secs(seconds);
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(at.into()).unwrap();
    }

    /// The names in a folder, in order.
    pub(crate) fn names(folder: &Path) -> Vec<String> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let files = entries
            .map(Result::unwrap)
            .filter(|entry| entry.path().is_file());
        let mut names: Vec<String> = files
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn archived(&self) -> Vec<String> {
        Self::names(&self.folder().join("archive"))
    }

    pub(crate) async fn pull(&self, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        self.connector.pull(&self.stream, cursor).await
    }

    /// Reads to the end as the hub does; gives the ids, the last cursor, and the number of pages.
    pub(crate) async fn run(&self, cursor: Option<Cursor>) -> (Vec<String>, Cursor, usize) {
        let (pages, cursor) = self.pages(cursor).await;
        let records = pages.iter().flat_map(|page| &page.records);
        let ids = records.map(|record| record.external_id.clone()).collect();
        (ids, cursor, pages.len())
    }

    pub(crate) async fn pages(&self, mut cursor: Option<Cursor>) -> (Vec<Page>, Cursor) {
        let mut pages = Vec::new();
        loop {
            let page = self.pull(cursor.as_ref()).await.unwrap();
            let (next, complete) = (stored(&page.next), page.complete);
            pages.push(page);
            self.connector.kept(&self.stream, &next).await.unwrap();
            if complete {
                return (pages, next);
            }
            assert!(pages.len() < 100, "a run ends");
            cursor = Some(next);
        }
    }

    /// What a record becomes, by its id.
    pub(crate) fn mapped(&self, pages: &[Page]) -> BTreeMap<String, Value> {
        let records = pages.iter().flat_map(|page| &page.records);
        let mapped = records.map(|record| {
            let canonical = self.connector.map(&self.stream, &record.body).unwrap();
            (
                record.external_id.clone(),
                serde_json::to_value(canonical).unwrap(),
            )
        });
        mapped.collect()
    }
}

/// The cursor in the form in which the hub stores it.
pub(crate) fn stored(cursor: &Cursor) -> Cursor {
    Cursor::from_text(&cursor.to_text()).unwrap()
}
