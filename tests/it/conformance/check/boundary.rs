use chrono::TimeDelta;
use shuniu_connectors::contract::Stream;

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::{column, kept};
use crate::conformance::over::PAGE;
use crate::conformance::scene::Scene;
use crate::conformance::subject::Records;

/// 7: equal times over a page boundary, late records, clocks that disagree.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    let scene = Scene::on(on, &own, &Records::new()).await;
    let now = scene.now();
    let hour = TimeDelta::hours(1);
    let one_each = |name: &str, at: TimeDelta| -> Records {
        let each = on.records.iter().map(|(stream, records)| {
            let of = Stream::new(stream.clone());
            let one = on.shape.at(&of, &records[0], now + at);
            (stream.clone(), vec![on.shape.named(&of, &one, name)])
        });
        each.collect()
    };
    let has = async |name: &str, when: &str| {
        for stream in on.records.keys() {
            let kept = kept(&own, stream).await;
            assert!(
                kept.contains(&name.to_owned()),
                "{on}: {when}: {name} of {stream}: {kept:?}"
            );
        }
    };

    // All of them were changed in one second, and fill more than two pages.
    let mut same = Records::new();
    for (stream, records) in &on.records {
        let of = Stream::new(stream.clone());
        let series = on.shape.series(&of, records, (2 * PAGE + 2, now));
        let at = |one| on.shape.at(&of, one, now - hour);
        same.insert(stream.clone(), series.iter().map(at).collect());
    }
    scene.side.brings(&same).await;
    for report in scene.read().await.unwrap() {
        assert_eq!(report.pages, 3, "{on}: {report:?}");
    }
    for stream in on.records.keys() {
        let kept = kept(&own, stream).await;
        assert_eq!(kept.len(), 2 * PAGE + 2, "{on}: {stream}: {kept:?}");
    }

    // Of the same second, and sorting before all others; and a little before it.
    scene.side.brings(&one_each("KIT-0", -hour)).await;
    scene
        .side
        .brings(&one_each("KIT-9-EARLY", -hour - TimeDelta::seconds(20)))
        .await;
    scene.read().await.unwrap();
    has("KIT-0", "late, of the same second").await;
    has("KIT-9-EARLY", "late, of twenty seconds before").await;

    // The other side's clock goes ahead of ours: what comes then is not passed over.
    scene.side.brings(&one_each("KIT-9-AHEAD", hour)).await;
    scene.read().await.unwrap();
    scene
        .side
        .brings(&one_each("KIT-9-USUAL", TimeDelta::minutes(1)))
        .await;
    scene.advance(TimeDelta::minutes(2));
    scene.read().await.unwrap();
    has("KIT-9-USUAL", "a clock ahead of ours").await;
    scene.advance(hour);
    scene.read().await.unwrap();
    has("KIT-9-AHEAD", "a record of the future").await;

    // Ours goes ahead of the other side's: nobody vouches for more than the other side has lived.
    scene.clock.advance(hour);
    scene.read().await.unwrap();
    let theirs = scene.side.clock().now();
    let sql = "SELECT COALESCE(CAST(observed_through AS TEXT), '') FROM sync_cursor \
               WHERE begun_at IS NOT NULL AND connector_id IN (SELECT connector_id FROM sync_run \
               WHERE connector_id = sync_cursor.connector_id)";
    let most = theirs.format("%Y-%m-%d %H:%M:%S").to_string();
    for observed in column(&own, sql).await {
        let observed = observed.replace('T', " ");
        assert!(
            observed.get(..19).unwrap_or_default() <= most.as_str(),
            "{on}: {observed} {most}"
        );
    }
    scene.end().await;
    own.remove().await.unwrap();
    Outcome::Held
}
