use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::transport::layout::Layout;
use shuniu_connectors::transport::sandbox::{Format, Tables, sheet};
use shuniu_connectors::{Clock, ManualClock, preview};
use shuniu_hub::clock::Clock as _;
use shuniu_tests::{Engine, TestDb};

use super::PAGE;
use super::lay::{Delivery, lay, local, take_back};
use crate::conformance::subject::{Records, Side, Transport};

/// Whoever delivers a system's records as files or rows.
pub(in crate::conformance) struct Deliveries {
    system: System,
    by: Transport,
    clock: Arc<ManualClock>,
    layout: Layout,
    folder: PathBuf,
    /// The exchange database, or whatever goes with the folder.
    outside: TestDb,
    tables: Option<Tables>,
    delivered: AtomicUsize,
}

impl Deliveries {
    pub(in crate::conformance) async fn start(
        system: &System,
        by: Transport,
        engine: Engine,
        records: &Records,
        clock: &shuniu_hub::clock::ManualClock,
    ) -> Self {
        let layout = preview::layout(system.as_str(), None, None).unwrap();
        let outside = TestDb::empty(engine).await.unwrap();
        let folder = outside.folder().join("in");
        let mut tables = None;
        if by == Transport::Files {
            std::fs::create_dir(&folder).unwrap();
        } else {
            let made = Tables::open(outside.url(), layout.clone()).await.unwrap();
            made.make().await.unwrap();
            tables = Some(made);
        }
        let side = Self {
            system: system.clone(),
            by,
            clock: Arc::new(ManualClock::new(clock.now())),
            layout,
            folder,
            outside,
            tables,
            delivered: AtomicUsize::new(0),
        };
        side.brings(records).await;
        side
    }

    /// The name of the next delivery.
    fn next(&self) -> String {
        let number = self.delivered.fetch_add(1, Ordering::SeqCst) + 1;
        format!("{number:03}")
    }

    fn sheet(&self, stream: &Stream, records: &[Value]) -> Vec<u8> {
        sheet(&self.layout, stream, records, Format::Csv, &[]).unwrap()
    }

    async fn deliver(&self, stream: &Stream, records: &[Value], delivery: Delivery) -> String {
        let now = self.clock.now();
        let number = self.next();
        let Some(tables) = &self.tables else {
            let name = format!("{stream}_{number}.csv");
            let bytes = self.sheet(stream, records);
            lay(&self.folder, &name, &bytes, records.len(), (now, delivery));
            return name;
        };
        let rows = tables.stage(stream, &number, records).await.unwrap();
        if delivery != Delivery::Half {
            let stated = rows + usize::from(delivery == Delivery::Miscounted);
            let as_of = local(now);
            let closed = tables.close_batch(stream, &number, stated, Some(&as_of));
            closed.await.unwrap();
        }
        number
    }

    async fn sql(&self, sql: &str) {
        let raw = self.outside.raw().await.unwrap();
        raw.execute(sql).await.unwrap();
        raw.close().await.unwrap();
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        let raw = self.outside.raw().await.unwrap();
        let texts = raw.column(sql).await.unwrap();
        raw.close().await.unwrap();
        texts
    }

    fn outbox(&self) -> String {
        format!("{}_outbox", self.system)
    }
}

#[async_trait]
impl Side for Deliveries {
    fn settings(&self) -> Value {
        let mut settings = json!({ "page_size": PAGE });
        if self.by == Transport::Files {
            settings["drop"] = json!({ "folder": self.folder, "ready": "marker" });
        } else {
            let read_only = self.by == Transport::ReadRows;
            settings["exchange"] = json!({ "url": self.outside.url(), "read_only": read_only });
            settings["http"] = json!({ "attempts": 1 });
        }
        settings
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    async fn brings(&self, records: &Records) {
        for (stream, records) in records {
            let stream = Stream::new(stream.clone());
            self.deliver(&stream, records, Delivery::Whole).await;
        }
    }

    async fn holds(&self, _: &Records) {
        unreachable!("nobody can say what a delivery does not hold");
    }

    async fn widens(&self, records: &Records) {
        let Some(tables) = &self.tables else {
            for (stream, records) in records {
                let stream = Stream::new(stream.clone());
                let text = String::from_utf8(self.sheet(&stream, records)).unwrap();
                let wider = text.lines().map(|line| format!("{line},新增列\n"));
                let wider: String = wider.collect();
                let (name, now) = (format!("{stream}_{}.csv", self.next()), self.clock.now());
                let whole = (now, Delivery::Whole);
                lay(&self.folder, &name, wider.as_bytes(), records.len(), whole);
            }
            return;
        };
        for stream in records.keys() {
            let table = tables.table(&Stream::new(stream.clone()));
            self.sql(&format!("ALTER TABLE {table} ADD COLUMN remark text"))
                .await;
        }
        self.brings(records).await;
    }

    async fn faults(&self, _: Value) {
        unreachable!("there are no requests that could fail");
    }

    async fn requests(&self) -> Option<u64> {
        None
    }

    async fn decides(&self) {
        self.clock.advance(Duration::from_secs(600));
        self.sql(&format!(
            "UPDATE {} SET submission_no = 'DJ-1', state = 'accepted', received_at = '{}' \
             WHERE submission_no IS NULL",
            self.outbox(),
            local(self.clock.now())
        ))
        .await;
    }

    async fn received(&self) -> u64 {
        let sql = format!("SELECT CAST(COUNT(*) AS TEXT) FROM {}", self.outbox());
        self.texts(&sql).await[0].parse().unwrap()
    }

    async fn breaks(&self, records: &Records) -> Vec<&'static str> {
        // A later delivery of a stream waits for the one before, so each is broken in its own way.
        let ways = match self.by {
            Transport::Files => [Delivery::Half, Delivery::Miscounted, Delivery::Mischecked],
            _ => [Delivery::Half, Delivery::Miscounted, Delivery::Half],
        };
        let mut told = Vec::new();
        for ((stream, records), way) in records.iter().zip(ways) {
            let stream = Stream::new(stream.clone());
            self.deliver(&stream, records, way).await;
            told.push(match way {
                Delivery::Whole => "whole",
                Delivery::Half => "half",
                Delivery::Miscounted => "miscounted",
                Delivery::Mischecked => "mischecked",
            });
        }
        told
    }

    async fn mends(&self, records: &Records) {
        let number = self.delivered.load(Ordering::SeqCst);
        for (back, (stream, records)) in records.iter().rev().enumerate() {
            let (stream, number) = (Stream::new(stream.clone()), number - back);
            let Some(tables) = &self.tables else {
                let name = format!("{stream}_{number:03}.csv");
                take_back(&self.folder, &name);
                let (bytes, whole) = (self.sheet(&stream, records), Delivery::Whole);
                let now = self.clock.now();
                lay(&self.folder, &name, &bytes, records.len(), (now, whole));
                continue;
            };
            let table = format!("{}_batches", self.system);
            let batch = format!("batch_no = '{number:03}'");
            self.sql(&format!("DELETE FROM {table} WHERE {batch}"))
                .await;
            let as_of = local(self.clock.now());
            let (rows, batch) = (records.len(), format!("{number:03}"));
            let closed = tables.close_batch(&stream, &batch, rows, Some(&as_of));
            closed.await.unwrap();
        }
    }

    async fn traces(&self) -> Vec<String> {
        if self.by == Transport::Files {
            let names = |folder: PathBuf| {
                let entries = std::fs::read_dir(folder).into_iter().flatten();
                entries.map(|one| one.unwrap().path().display().to_string())
            };
            let mut all: Vec<String> = names(self.folder.clone()).collect();
            all.extend(names(self.folder.join("archive")));
            all.sort();
            return all;
        }
        let mut all = Vec::new();
        let Some(tables) = &self.tables else {
            return all;
        };
        for stream in self.layout.streams() {
            let table = tables.table(&Stream::new(stream.to_owned()));
            let sql = format!(
                "SELECT batch_no || '/' || CAST(seq AS TEXT) || '/' || CAST(flag AS TEXT) \
                 || COALESCE(receipt, '') FROM {table} ORDER BY 1"
            );
            all.extend(self.texts(&sql).await);
        }
        all
    }

    async fn end(self: Box<Self>) {
        if let Some(tables) = self.tables {
            tables.end().await.unwrap();
        }
        self.outside.remove().await.unwrap();
    }
}
