use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{CanonicalRecord, Connector, Cursor, Page, RecordError, Stream};
use shuniu_entities::{Scope, Tenant as _, quarantine};
use shuniu_hub::sync::Replayed;
use shuniu_tests::journey::clerk;
use shuniu_tests::{Double, StandIn};
use uuid::Uuid;

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::{column, kept};
use crate::conformance::scene::Scene;
use crate::conformance::shape::Spoil;
use crate::conformance::subject::open;

/// It reads what it could not read, and is asked for nothing.
struct Mended {
    was: Arc<dyn Connector>,
    /// By stream and name: what the record would have said.
    whole: BTreeMap<String, String>,
}

#[async_trait]
impl Double for Mended {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn pull(&self, _: &Stream, _: Option<&Cursor>) -> Result<Page, Failure> {
        panic!("what is read again is not asked for again");
    }

    fn mapping_version(&self) -> &str {
        "mended"
    }

    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        let mended = self.whole.get(stream.as_str());
        self.was.map(stream, mended.map_or(body, String::as_str))
    }
}

const ASIDE: &str = "SELECT source_record.stream || ' ' || CAST(quarantine.state AS TEXT) \
     FROM quarantine JOIN source_record \
     ON source_record.jurisdiction_id = quarantine.jurisdiction_id \
     AND source_record.id = quarantine.source_record_id ORDER BY 1";

/// 12: one record that cannot be understood holds up no other, and is read again later from what is
/// kept, without a word to the other side.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    let (mut records, mut whole) = (on.records.clone(), BTreeMap::new());
    for (name, records) in &mut records {
        let stream = Stream::new(name.clone());
        let spoil = |one: &Value| {
            let missing = on.shape.spoilt(&stream, one, Spoil::Missing);
            missing.or_else(|| on.shape.spoilt(&stream, one, Spoil::Retyped))
        };
        let middle = records.len() / 2;
        let (poisoned, _) = spoil(&records[middle]).unwrap_or_else(|| panic!("{on}: {stream}"));
        let sound = std::mem::replace(&mut records[middle], poisoned);
        whole.insert(name.clone(), sound.to_string());
    }
    let scene = Scene::on(on, &own, &records).await;
    for report in scene.read().await.unwrap() {
        let all = on.records[&report.stream].len();
        assert_eq!(report.counts.quarantined, 1, "{on}: {report:?}");
        assert_eq!(
            kept(&own, &report.stream).await.len(),
            all,
            "{on}: {report:?}"
        );
        let stream = Stream::new(report.stream.clone());
        assert_eq!(scene.ended(&stream).await, "finished", "{on}: {stream}");
    }
    let states = |state: &str| -> Vec<String> {
        on.records
            .keys()
            .map(|stream| format!("{stream} {state}"))
            .collect()
    };
    assert_eq!(column(&own, ASIDE).await, states("open"), "{on}");

    let was = open(&on.system, scene.side.as_ref(), &[]).unwrap();
    let mended = Arc::new(StandIn(Mended { was, whole }));
    scene.hub.attach(scene.place, mended).await.unwrap();
    let (caller, traces) = (clerk(0).unwrap(), scene.side.traces().await);
    for id in set_aside(&scene).await {
        let replayed = scene
            .hub
            .replay_quarantine(&caller, scene.place, None, id)
            .await;
        let replayed = replayed.unwrap();
        let understood = matches!(replayed, Replayed::Merged { .. } | Replayed::Unmatched);
        assert!(understood, "{on}: {replayed:?}");
    }
    assert_eq!(column(&own, ASIDE).await, states("replayed"), "{on}");
    assert_eq!(
        scene.side.traces().await,
        traces,
        "{on}: nothing was asked for"
    );
    scene.end().await;
    own.remove().await.unwrap();
    Outcome::Held
}

async fn set_aside(scene: &Scene<'_>) -> Vec<Uuid> {
    let scope = Scope::jurisdictions(vec![scene.place]);
    let reader = scene.hub.reader();
    let rows = quarantine::Entity::find_in(&scope).all(&reader).await;
    rows.unwrap().into_iter().map(|row| row.id).collect()
}
