use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::Left;
use crate::conformance::scene::Scene;
use crate::conformance::subject::Records;

/// 20: a rehearsal tells what a run would do, and leaves no trace, here or there.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    let (mut known, mut news) = (Records::new(), Records::new());
    for (stream, records) in &on.records {
        let (some, others) = records.split_at(records.len() / 2);
        known.insert(stream.clone(), some.to_vec());
        news.insert(stream.clone(), others.to_vec());
    }
    let scene = Scene::on(on, &own, &known).await;
    scene.read().await.unwrap();
    scene.side.brings(&news).await;
    let before = Left::in_all_but(&own, &[]).await;
    let traces = scene.side.traces().await;
    let told = scene.hub.rehearse_sync(&scene.source, false).await.unwrap();
    let after = Left::in_all_but(&own, &[]).await;
    assert_eq!(after.differs(&before), None, "{on}");
    assert_eq!(scene.side.traces().await, traces, "{on}: at the other side");
    let done = scene.read().await.unwrap();
    let counts = |reports: &[shuniu_hub::sync::RunReport]| -> Vec<_> {
        reports
            .iter()
            .map(|one| (one.stream.clone(), one.counts))
            .collect()
    };
    assert!(told.failures.is_empty(), "{on}: {told:?}");
    assert_eq!(counts(&told.reports), counts(&done), "{on}");
    assert!(
        done.iter()
            .all(|one| one.counts.received > one.counts.unchanged),
        "{on}: {done:?}"
    );
    scene.end().await;
    own.remove().await.unwrap();
    Outcome::Held
}
