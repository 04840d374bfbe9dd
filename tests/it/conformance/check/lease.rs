use std::sync::Arc;

use chrono::TimeDelta;
use shuniu_hub::Fault;
use shuniu_hub::sync::{Silent, SyncError};
use shuniu_tests::probe::Recorder;

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::Left;
use crate::conformance::scene::Scene;

/// 14: whoever lost the stream meanwhile commits nothing.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    let scene = Scene::on(on, &own, &on.records).await;
    let (other, its) = scene.worker(Arc::new(Recorder::default())).await;
    for stream in scene.streams() {
        let asleep = scene.hub.begin_sync(&scene.source, &stream).await.unwrap();
        let busy = other.sync_stream(&its, &stream, false, &Silent).await;
        assert!(
            matches!(busy, Err(SyncError::Busy { .. })),
            "{on}: {stream}: {busy:?}"
        );
        scene.advance(TimeDelta::minutes(6));
        let done = other
            .sync_stream(&its, &stream, false, &Silent)
            .await
            .unwrap();
        let all = on.records[stream.as_str()].len();
        assert_eq!(
            done.counts.received,
            i64::try_from(all).unwrap(),
            "{on}: {stream}"
        );
        // It has asked for its page by now, and comes to commit it.
        let woken = asleep.read(false, &Silent).await;
        let lost = matches!(&woken, Err(SyncError::Inside(Fault::LeaseLost(_))));
        assert!(lost, "{on}: {stream}: {woken:?}");
        assert_eq!(
            scene.ended(&stream).await,
            "finished",
            "{on}: {stream}: the winner's run"
        );
    }
    other.database().clone().close().await.unwrap();
    let left = Left::by(&own).await;
    assert_eq!(left.differs(&on.calm().await.left), None, "{on}");
    scene.end().await;
    own.remove().await.unwrap();
    Outcome::Held
}
