use serde_json::json;
use shuniu_hub::sync::SyncError;

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::{Left, kept};
use crate::conformance::scene::Scene;
use crate::conformance::subject::{Records, Transport};

/// 8: what comes without order is refused, or ordered.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    if on.subject.transport() == Transport::Interface {
        let scene = Scene::on(on, &own, &on.records).await;
        for stream in scene.streams() {
            scene.side.faults(json!({ "reorder": true })).await;
            let told = scene.read_one(&stream).await;
            let Err(SyncError::Outside { failure, .. }) = &told else {
                panic!("{on}: {stream}: {told:?}");
            };
            assert_eq!(failure.class(), "remote", "{on}: {stream}: {failure}");
            assert!(
                failure.to_string().contains("not sorted"),
                "{on}: {failure}"
            );
            assert_eq!(scene.ended(&stream).await, "failed", "{on}: {stream}");
            assert_eq!(kept(&own, stream.as_str()).await, [""; 0], "{on}: {stream}");
            scene.side.faults(json!({})).await;
            scene.read_one(&stream).await.unwrap();
        }
        scene.end().await;
    } else {
        // Whoever delivers may write rows in any order: they are put in order before they are read.
        let mut backwards: Records = on.records.clone();
        backwards.values_mut().for_each(|records| records.reverse());
        let scene = Scene::on(on, &own, &backwards).await;
        scene.read().await.unwrap();
        scene.end().await;
    }
    let left = Left::in_all_but(&own, &OF_THE_PAGES).await;
    let left = left.whatever_the_pages();
    let expected = Left::in_all_but(on.db, &OF_THE_PAGES).await;
    let expected = expected.whatever_the_pages();
    assert_eq!(left.differs_in_rows(&expected), None, "{on}");
    own.remove().await.unwrap();
    Outcome::Held
}

/// What tells of the runs, and on which page a record came.
const OF_THE_PAGES: [&str; 7] = [
    "sync_run",
    "lease",
    "connector_instance",
    "request_budget",
    "sync_cursor",
    "ledger",
    "ledger_head",
];
