use chrono::TimeDelta;
use serde_json::{Value, json};
use shuniu_hub::sync::{Silent, SyncError};

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::{Left, kept};
use crate::conformance::scene::Scene;
use crate::conformance::subject::{Records, Transport, open};

/// What passes: it is tried again, and nothing is lost.
fn passing() -> [(&'static str, Value); 5] {
    let date = "Tue, 30 Jun 2026 04:00:05 GMT";
    [
        (
            "429 with seconds",
            json!({ "status": 429, "retry_after": 3, "for_requests": 1 }),
        ),
        (
            "429 with a date",
            json!({ "status": 429, "retry_after": date, "for_requests": 1 }),
        ),
        ("500", json!({ "status": 500, "for_requests": 1 })),
        ("silence", json!({ "latency_ms": 1_600, "for_requests": 1 })),
        ("a cut body", json!({ "cut_body": true, "for_requests": 1 })),
    ]
}

/// What is broken: the run fails, with what is wrong, and keeps nothing of it.
const BROKEN: [(&str, &str); 4] = [
    ("html", "HTML"),
    ("truncated_json", ""),
    ("empty_page_with_next", "empty page"),
    ("cursor_loop", ""),
];

/// 9: throttling, errors, silence, broken bodies and broken paging; over files and rows what breaks a
/// delivery, since there are neither statuses nor pages that anybody else could write.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    if on.subject.transport() == Transport::Interface {
        let scene = Scene::on(on, &own, &on.records).await;
        over_its_interface(&scene).await;
        scene.end().await;
    } else {
        let scene = Scene::on(on, &own, &Records::new()).await;
        assert_eq!(
            scene.side.requests().await,
            None,
            "{on}: there are no requests"
        );
        delivered(&scene).await;
        scene.end().await;
    }
    let left = Left::by(&own).await;
    assert_eq!(
        left.differs(&on.calm().await.left),
        None,
        "{on}: after all faults"
    );
    own.remove().await.unwrap();
    Outcome::Held
}

async fn over_its_interface(scene: &Scene<'_>) {
    let on = scene.kit;
    let further = [
        ("http.timeout_ms", json!(1_000)),
        ("http.breaker_failures", json!(1_000)),
    ];
    let connector = open(&on.system, scene.side.as_ref(), &further).unwrap();
    let source = scene.through(connector);
    let streams = scene.streams();
    // Each fault meets a stream that was not read yet, as long as there is one, and then one that was.
    for (turn, (what, fault)) in passing().into_iter().enumerate() {
        let stream = &streams[turn % streams.len()];
        let (begun, before) = (scene.side.clock().now(), scene.side.requests().await);
        scene.side.faults(fault).await;
        let read = scene.hub.sync_stream(&source, stream, true, &Silent).await;
        let read = read.unwrap_or_else(|error| panic!("{on}: {what}, {stream}: {error}"));
        let asked = scene.side.requests().await.unwrap() - before.unwrap();
        let pages = u64::try_from(read.pages).unwrap();
        assert!(
            asked > pages || what == "silence",
            "{on}: {what}: nothing was tried again"
        );
        if what.starts_with("429") {
            let waited = scene.side.clock().now() - begun;
            assert!(
                waited >= TimeDelta::seconds(1),
                "{on}: {what}: waited {waited}"
            );
        }
        assert_eq!(scene.ended(stream).await, "finished", "{on}: {what}");
    }
    scene.side.faults(json!({})).await;
    crate::conformance::scene::read(&scene.hub, &source, false)
        .await
        .unwrap();
    for stream in &streams {
        for (broken, told) in BROKEN {
            let before = kept(scene.db, stream.as_str()).await;
            scene.side.faults(json!({ "malformed": broken })).await;
            let read = scene.hub.sync_stream(&source, stream, true, &Silent).await;
            let Err(SyncError::Outside { failure, .. }) = &read else {
                panic!("{on}: {broken}, {stream}: {read:?}");
            };
            assert_eq!(
                failure.class(),
                "remote",
                "{on}: {broken}, {stream}: {failure}"
            );
            assert!(
                failure.to_string().contains(told),
                "{on}: {broken}: {failure}"
            );
            assert_eq!(scene.ended(stream).await, "failed", "{on}: {broken}");
            assert_eq!(
                kept(scene.db, stream.as_str()).await,
                before,
                "{on}: {broken}"
            );
        }
    }
    scene.side.faults(json!({})).await;
    scene.read().await.unwrap();
}

async fn delivered(scene: &Scene<'_>) {
    let on = scene.kit;
    let ways = scene.side.breaks(&on.records).await;
    for ((stream, way), files) in on.records.keys().zip(&ways).zip(std::iter::repeat(
        on.subject.transport() == Transport::Files,
    )) {
        let of = shuniu_connectors::contract::Stream::new(stream.clone());
        let read = scene.read_one(&of).await;
        // What is not whole yet waits; a file that states something else is refused with that.
        let waits = *way == "half" || !files;
        assert_eq!(read.is_ok(), waits, "{on}: {stream}, {way}: {read:?}");
        assert_eq!(
            kept(scene.db, stream).await,
            [""; 0],
            "{on}: {stream}, {way}"
        );
        if let Err(SyncError::Outside { failure, .. }) = &read {
            let told = failure.to_string();
            assert!(
                told.contains("stated") || told.contains("sha256"),
                "{on}: {told}"
            );
            assert_eq!(scene.ended(&of).await, "failed", "{on}: {stream}");
        }
    }
    scene.side.mends(&on.records).await;
    scene.advance(TimeDelta::minutes(10));
    scene.read().await.unwrap();
}
