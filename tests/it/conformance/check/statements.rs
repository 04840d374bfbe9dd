use std::sync::Arc;

use shuniu_connectors::contract::Stream;
use shuniu_tests::probe::Recorder;

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::scene::{Scene, read};

/// 17: a run of changes alone sends at most twice the statements of the first.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    let scene = Scene::on(on, &own, &on.records).await;
    let recorder = Arc::new(Recorder::default());
    let (hub, source) = scene.worker(recorder.clone()).await;
    recorder.forget();
    read(&hub, &source, false).await.unwrap();
    let first = recorder.statements().len();
    let mut changed = on.records.clone();
    for (name, records) in &mut changed {
        let stream = Stream::new(name.clone());
        for one in records {
            *one = on.shape.changed(&stream, one);
        }
    }
    scene.side.brings(&changed).await;
    recorder.forget();
    // Changes are as old as the records, and some lie further back than a run begins again.
    let reports = read(&hub, &source, true).await.unwrap();
    let second = recorder.statements().len();
    for report in &reports {
        let news = report.counts.received - report.counts.unchanged;
        let all = i64::try_from(on.records[&report.stream].len()).unwrap();
        assert_eq!(news, all, "{on}: {report:?}");
    }
    assert!(
        second <= 2 * first,
        "{on}: {second} statements for changes, {first} at first"
    );
    println!("check 17 of {on}: {first} statements at first, {second} for changes alone");
    hub.database().clone().close().await.unwrap();
    scene.end().await;
    own.remove().await.unwrap();
    Outcome::Held
}
