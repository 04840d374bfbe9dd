use chrono::TimeDelta;
use shuniu_connectors::contract::Stream;

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::{column, kept};
use crate::conformance::scene::Scene;
use crate::conformance::shape::Spoil;
use crate::conformance::subject::Records;

/// What is done to a record, and the name that it has then.
const SPOILS: [(Spoil, &str); 3] = [
    (Spoil::Missing, "KIT-MISSING"),
    (Spoil::Retyped, "KIT-RETYPED"),
    (Spoil::NewCode, "KIT-NEW-CODE"),
];

/// 11: fields that are new, missing, of another type, and codes that are new: each is told with the
/// record and the field, and the others go on.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    let scene = Scene::on(on, &own, &Records::new()).await;
    let later = scene.now() - TimeDelta::minutes(5);
    let (mut all, mut expected) = (on.records.clone(), Vec::new());
    for (name, records) in &mut all {
        let stream = Stream::new(name.clone());
        for (spoil, id) in SPOILS {
            let mut sound = on.records[name].iter();
            let spoilt = sound.find_map(|one| on.shape.spoilt(&stream, one, spoil));
            let Some((record, path)) = spoilt else {
                continue;
            };
            let named = on.shape.named(&stream, &record, id);
            records.push(on.shape.at(&stream, &named, later));
            expected.push((name.clone(), id, spoil, path));
        }
    }
    for (spoil, _) in SPOILS {
        let met = expected.iter().any(|(_, _, of, _)| *of == spoil);
        assert!(
            met,
            "{on}: no field can be {spoil:?}: the contract holds it to nothing"
        );
    }
    scene.side.brings(&all).await;
    for report in scene.read().await.unwrap() {
        let told = expected
            .iter()
            .filter(|(stream, ..)| *stream == report.stream)
            .count();
        let most = i64::try_from(told).unwrap();
        assert!(
            report.counts.quarantined <= most,
            "{on}: {report:?}: {expected:?}"
        );
        assert!(
            report.counts.merged + report.counts.unmatched > 0,
            "{on}: {report:?}"
        );
    }
    for (stream, id, spoil, path) in &expected {
        let sql = format!(
            "SELECT quarantine.path || ' ' || COALESCE(quarantine.code, '') FROM quarantine \
             JOIN source_record ON source_record.jurisdiction_id = quarantine.jurisdiction_id \
             AND source_record.id = quarantine.source_record_id \
             WHERE source_record.stream = '{stream}' AND source_record.external_id = '{id}'"
        );
        let told = column(&own, &sql).await;
        let named = told.iter().any(|one| one.starts_with(&format!("{path} ")));
        assert!(
            named,
            "{on}: {stream}: {spoil:?} of {path} is told as {told:?}"
        );
    }

    // A field that nobody knows is left out, and its record taken.
    let mut wider = Records::new();
    for (name, records) in &on.records {
        let stream = Stream::new(name.clone());
        let named = on.shape.named(&stream, &records[0], "KIT-WIDER");
        wider.insert(name.clone(), vec![on.shape.at(&stream, &named, later)]);
    }
    scene.side.widens(&wider).await;
    for report in scene.read().await.unwrap() {
        assert_eq!(report.counts.quarantined, 0, "{on}: {report:?}");
        let kept = kept(&own, &report.stream).await;
        assert!(
            kept.contains(&"KIT-WIDER".to_owned()),
            "{on}: {report:?}: {kept:?}"
        );
    }
    scene.end().await;
    own.remove().await.unwrap();
    Outcome::Held
}
