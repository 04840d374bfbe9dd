use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Connector, Cursor, Page, Stream};
use shuniu_hub::sync::Silent;
use shuniu_tests::{Double, StandIn};

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::over::PAGE;
use crate::conformance::scene::Scene;
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
    let own = on.fresh().await;
    let scene = Scene::on(on, &own, &Records::new()).await;
    let day = scene.now() - TimeDelta::days(2);
    let one = held(&scene, PAGE, day).await;
    let ten = held(&scene, 10 * PAGE, day + TimeDelta::days(1)).await;
    assert!(ten.pages >= one.pages * 5, "{on}: {one:?} {ten:?}");
    assert_eq!((one.most, ten.most), (1, 1), "{on}: pages at once");
    assert!(
        ten.bytes <= one.bytes + one.bytes / 10,
        "{on}: {one:?} {ten:?}"
    );
    scene.end().await;
    own.remove().await.unwrap();
    Outcome::Held
}

/// What a run holds over so many further records of the first stream, changed from an instant on.
async fn held(scene: &Scene<'_>, count: usize, first: DateTime<Utc>) -> Held {
    let on = scene.kit;
    let stream = scene.streams().remove(0);
    let of = &on.records[stream.as_str()][..3];
    let series = on.shape.series(&stream, of, (count, first));
    let brought = Records::from([(stream.as_str().to_owned(), series)]);
    scene.side.brings(&brought).await;
    let held = Arc::new(Mutex::new(Held::default()));
    let watched = Watched {
        was: open(&on.system, scene.side.as_ref(), &[]).unwrap(),
        held: Arc::clone(&held),
    };
    let source = scene.through(Arc::new(StandIn(watched)));
    let report = scene
        .hub
        .sync_stream(&source, &stream, false, &Silent)
        .await;
    let counts = report.unwrap().counts;
    let news = counts.received - counts.unchanged;
    assert!(news >= i64::try_from(count).unwrap(), "{on}: {counts:?}");
    let held = held.lock().unwrap();
    *held
}
