use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use shuniu_connectors::contract::{Connector, Stream};
use shuniu_hub::Hub;
use shuniu_hub::clock::{Clock as _, ManualClock};
use shuniu_hub::db::Probe;
use shuniu_hub::sync::{Reading, RunReport, Silent, Source, SyncError};
use shuniu_tests::TestDb;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use uuid::Uuid;

use super::kit::Kit;
use super::left::column;
use super::subject::{Records, Side, open};

/// A hub that reads a subject, with the other side.
pub(super) struct Scene<'a> {
    pub(super) kit: &'a Kit<'a>,
    pub(super) db: &'a TestDb,
    pub(super) side: Box<dyn Side>,
    pub(super) clock: Arc<ManualClock>,
    pub(super) hub: Hub,
    pub(super) place: Uuid,
    pub(super) source: Source,
}

impl<'a> Scene<'a> {
    /// Sets it on a database with a place; the other side holds the records.
    pub(super) async fn on(kit: &'a Kit<'a>, db: &'a TestDb, records: &Records) -> Self {
        Self::read_as(kit, db, records, Reading::default()).await
    }

    /// The same, read and compared as told.
    pub(super) async fn read_as(
        kit: &'a Kit<'a>,
        db: &'a TestDb,
        records: &Records,
        reading: Reading,
    ) -> Self {
        let clock = Arc::new(ManualClock::at(today()));
        let side = kit.subject.start(kit.db.engine(), records, &clock).await;
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let connector = open(&kit.system, side.as_ref(), &[]).unwrap();
        let source = hub.attach_by(place, connector, reading).await.unwrap();
        Self {
            kit,
            db,
            side,
            clock,
            hub,
            place,
            source,
        }
    }

    /// A worker of a process of its own, whose statements the probe sees.
    pub(super) async fn worker(&self, probe: Arc<dyn Probe>) -> (Hub, Source) {
        let connector = open(&self.kit.system, self.side.as_ref(), &[]).unwrap();
        self.worker_by(probe, connector).await
    }

    /// The same, over a connector of its own.
    pub(super) async fn worker_by(
        &self,
        probe: Arc<dyn Probe>,
        connector: Arc<dyn Connector>,
    ) -> (Hub, Source) {
        let hub = self.db.watched_hub(&self.clock, probe).await.unwrap();
        hub.load_jurisdictions().await.unwrap();
        let source = hub.attach(self.place, connector).await.unwrap();
        (hub, source)
    }

    /// The source over another connector.
    pub(super) fn through(&self, connector: Arc<dyn Connector>) -> Source {
        Source {
            connector,
            ..self.source.clone()
        }
    }

    pub(super) fn streams(&self) -> Vec<Stream> {
        self.source.connector.streams().to_vec()
    }

    /// Reads every stream to its end.
    pub(super) async fn read(&self) -> Result<Vec<RunReport>, SyncError> {
        read(&self.hub, &self.source, false).await
    }

    /// Reads one.
    pub(super) async fn read_one(&self, stream: &Stream) -> Result<RunReport, SyncError> {
        self.hub
            .sync_stream(&self.source, stream, false, &Silent)
            .await
    }

    /// Lets time pass on both sides.
    pub(super) fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
        self.side.advance(by.to_std().unwrap());
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(super) fn desk(&self) -> Desk<'_> {
        Desk {
            hub: &self.hub,
            caller: clerk(0).unwrap(),
            jurisdiction: self.place,
        }
    }

    /// How the last run over a stream ended.
    pub(super) async fn ended(&self, stream: &Stream) -> String {
        let sql = format!(
            "SELECT state FROM sync_run WHERE stream = '{stream}' ORDER BY started_at DESC, id DESC LIMIT 1"
        );
        column(self.db, &sql).await.remove(0)
    }

    pub(super) async fn end(self) {
        self.hub.database().clone().close().await.unwrap();
        self.side.end().await;
    }
}

/// Reads every stream of a source to its end.
pub(super) async fn read(
    hub: &Hub,
    source: &Source,
    full: bool,
) -> Result<Vec<RunReport>, SyncError> {
    let mut reports = Vec::new();
    for stream in source.connector.streams() {
        reports.push(hub.sync_stream(source, stream, full, &Silent).await?);
    }
    Ok(reports)
}
