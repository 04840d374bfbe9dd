use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Connector, Cursor, Page, Stream};
use shuniu_tests::{Double, StandIn};

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::over::PAGE;
use crate::conformance::scene::{Scene, read};
use crate::conformance::subject::{Records, open};

/// What is held at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Held {
    now: usize,
    most: usize,
    /// Bytes of the largest page.
    bytes: usize,
    pages: usize,
}

/// Watches how many pages are under way between the other side and the database.
struct Watched {
    was: Arc<dyn Connector>,
    held: Arc<Mutex<Held>>,
}

#[async_trait]
impl Double for Watched {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let page = self.was.pull(stream, cursor).await?;
        let bytes = page.records.iter().map(|one| one.body.len()).sum();
        assert!(
            page.records.len() <= PAGE,
            "a page of {}",
            page.records.len()
        );
        let mut held = self.held.lock().unwrap();
        held.now += 1;
        held.pages += 1;
        held.most = held.most.max(held.now);
        held.bytes = held.bytes.max(bytes);
        drop(held);
        Ok(page)
    }

    async fn kept(&self, stream: &Stream, kept: &Cursor) -> Result<(), Failure> {
        self.held.lock().unwrap().now -= 1;
        self.was.kept(stream, kept).await
    }
}

/// 16: no more is held in memory of ten times the records: one page, and none that is larger.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let (one, ten) = (held(on, PAGE).await, held(on, 10 * PAGE).await);
    assert!(ten.pages >= one.pages * 5, "{on}: {one:?} {ten:?}");
    assert_eq!((one.most, ten.most), (1, 1), "{on}: pages at once");
    assert!(
        ten.bytes <= one.bytes + one.bytes / 10,
        "{on}: {one:?} {ten:?}"
    );
    Outcome::Held
}

/// What a run over so many records of its first stream holds.
async fn held(on: &Kit<'_>, count: usize) -> Held {
    let own = on.fresh().await;
    let scene = Scene::on(on, &own, &Records::new()).await;
    let stream = scene.streams().remove(0);
    let of = &on.records[stream.as_str()][..3];
    let first = scene.now() - TimeDelta::hours(1);
    let series = on.shape.series(&stream, of, (count, first));
    scene
        .side
        .brings(&Records::from([(stream.as_str().to_owned(), series)]))
        .await;
    let held = Arc::new(Mutex::new(Held::default()));
    let watched = Watched {
        was: open(&on.system, scene.side.as_ref(), &[]).unwrap(),
        held: Arc::clone(&held),
    };
    let source = scene.through(Arc::new(StandIn(watched)));
    let reports = read(&scene.hub, &source, false).await.unwrap();
    let received: i64 = reports.iter().map(|one| one.counts.received).sum();
    assert_eq!(received, i64::try_from(count).unwrap(), "{on}");
    scene.end().await;
    own.remove().await.unwrap();
    let held = held.lock().unwrap();
    *held
}
