use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Connector, Cursor, Page, Stream};
use shuniu_hub::db::Probe;
use shuniu_hub::sync::Silent;
use shuniu_tests::{Double, StandIn, TestDb};

use crate::conformance::kit::Kit;
use crate::conformance::left::Left;
use crate::conformance::scene::Scene;
use crate::conformance::subject::open;

/// Counts which pages are asked for, by every worker, until the end of the stream was seen.
struct Counted {
    was: Arc<dyn Connector>,
    pulled: Pulled,
    /// Streams that were read to their end before, and begin a little before that again.
    further: Mutex<BTreeSet<Stream>>,
}

/// How often each page was asked for.
type Pulled = Arc<Mutex<BTreeMap<String, usize>>>;

#[async_trait]
impl Double for Counted {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        if cursor.is_some_and(|place| place.id().is_none()) {
            self.further.lock().unwrap().insert(stream.clone());
        }
        if self.further.lock().unwrap().contains(stream) {
            return self.was.pull(stream, cursor).await;
        }
        let place = cursor.map(Cursor::to_text).unwrap_or_default();
        let page = format!("{stream} {place}");
        *self.pulled.lock().unwrap().entry(page).or_default() += 1;
        self.was.pull(stream, cursor).await
    }
}

/// Workers one after the other on one database, each of which dies somewhere.
pub(super) struct Row<'a> {
    scene: Scene<'a>,
    pulled: Pulled,
    /// Streams that one of them has read to the end, so that they are not due again.
    done: BTreeSet<Stream>,
    pub(super) died: usize,
}

impl<'a> Row<'a> {
    pub(super) async fn on(kit: &'a Kit<'a>, db: &'a TestDb) -> Self {
        Self {
            scene: Scene::on(kit, db, &kit.records).await,
            pulled: Pulled::default(),
            done: BTreeSet::new(),
            died: 0,
        }
    }

    /// A worker that reads until it dies, or to the end; whether it lived.
    pub(super) async fn works(&mut self, probe: Arc<dyn Probe>, arm: impl FnOnce()) -> bool {
        let scene = &self.scene;
        let was = open(&scene.kit.system, scene.side.as_ref(), &[]).unwrap();
        let pulled = Arc::clone(&self.pulled);
        let counted = Arc::new(StandIn(Counted {
            was,
            pulled,
            further: Mutex::default(),
        }));
        let (hub, source) = scene.worker_by(probe, counted).await;
        arm();
        let mut lived = true;
        for stream in source.connector.streams() {
            if self.done.contains(stream) {
                continue;
            }
            lived = hub
                .sync_stream(&source, stream, false, &Silent)
                .await
                .is_ok();
            if !lived {
                break;
            }
            self.done.insert(stream.clone());
        }
        hub.database().clone().close().await.unwrap();
        if !lived {
            self.died += 1;
            // What the dead worker held lapses.
            self.scene.advance(TimeDelta::seconds(301));
        }
        lived
    }

    /// What is in the database is what one worker leaves that nobody disturbs, and no more than the
    /// page of each that died was asked for again.
    pub(super) async fn ends_as_undisturbed(self, after: &str) {
        let (kit, db) = (self.scene.kit, self.scene.db);
        self.scene.read().await.unwrap();
        let left = Left::by(db).await;
        let differs = left.differs(&kit.calm().await.left);
        assert_eq!(differs, None, "check 6 of {kit}, after {after}");
        let again: usize = self
            .pulled
            .lock()
            .unwrap()
            .values()
            .map(|count| count - 1)
            .sum();
        assert!(
            again <= self.died,
            "check 6 of {kit}, after {after}: {again} pages again"
        );
        self.scene.end().await;
    }
}
