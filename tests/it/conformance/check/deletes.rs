use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, QueryFilter};
use shuniu_connectors::contract::Stream;
use shuniu_entities::{Scope, Tenant as _, sync_sweep};
use shuniu_hub::sync::{
    ComparisonSettings, Counts, Progress, Reading, Silent, StartSweep, SweepKind, SyncError,
};
use uuid::Uuid;

use crate::conformance::exempt::NOTHING_IS_ENUMERATED;
use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::Left;
use crate::conformance::over::PAGE;
use crate::conformance::scene::Scene;
use crate::conformance::subject::Transport;

/// What may be gone before a person is asked, in percent.
const GUARD: u8 = 40;

/// What tells of runs and walks, and not what is on record.
const OF_WALKS: [&str; 10] = [
    "connector_instance",
    "idempotency_key",
    "ledger",
    "ledger_head",
    "request_budget",
    "sync_cursor",
    "sync_difference",
    "sync_run",
    "sync_seen",
    "sync_sweep",
];

/// Stops after the first page.
#[derive(Default)]
struct OnePage(AtomicBool);

impl Progress for OnePage {
    fn page(&self, _: &str, _: &str, _: &Counts) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn stops(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

fn compare(on: &Kit<'_>, stream: &Stream) -> StartSweep {
    StartSweep {
        system: on.system.as_str().to_owned(),
        stream: stream.as_str().to_owned(),
        kind: SweepKind::Comparison,
    }
}

async fn sweep(scene: &Scene<'_>, id: Uuid) -> sync_sweep::Model {
    let scope = Scope::jurisdictions(vec![scene.place]);
    let row = sync_sweep::Entity::find_in(&scope).filter(sync_sweep::Column::Id.eq(id));
    row.one(&scene.hub.reader()).await.unwrap().unwrap()
}

/// 13: only a complete enumeration withdraws, and not too much unasked.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    let reading = Reading {
        comparison: ComparisonSettings {
            hold_percent: GUARD,
            ..ComparisonSettings::default()
        },
        ..Reading::default()
    };
    let scene = Scene::read_as(on, &own, &on.records, reading).await;
    scene.read().await.unwrap();
    scene.advance(TimeDelta::minutes(1));
    let outcome = if on.subject.transport() == Transport::Interface {
        enumerated(&scene).await;
        Outcome::Held
    } else {
        assert!(
            !scene.source.connector.enumerates(),
            "{on}: it holds what changed"
        );
        for stream in scene.streams() {
            let refused = scene.desk().ask(None, &compare(on, &stream)).await;
            let told = refused.map(drop).unwrap_err().to_string();
            assert!(
                told.contains("deliver everything again"),
                "{on}: {stream}: {told}"
            );
        }
        Outcome::Exempt(NOTHING_IS_ENUMERATED)
    };
    scene.end().await;
    own.remove().await.unwrap();
    outcome
}

async fn enumerated(scene: &Scene<'_>) {
    let (on, mut held) = (scene.kit, scene.kit.records.clone());
    for stream in scene.streams() {
        let left = async || Left::in_all_but(scene.db, &OF_WALKS).await;
        let before = left().await;
        held.get_mut(stream.as_str()).unwrap().remove(0);
        scene.side.holds(&held).await;
        let id = scene
            .desk()
            .ask(None, &compare(on, &stream))
            .await
            .unwrap()
            .sweep;
        let all = scene.kit.records[stream.as_str()].len();
        if all - 1 > PAGE {
            let row = sweep(scene, id).await;
            let stopped = scene
                .hub
                .go_on(&scene.source, &row, &OnePage::default())
                .await;
            let interrupted = matches!(stopped, Err(SyncError::Interrupted { .. }));
            assert!(interrupted, "{on}: {stream}: {stopped:?}");
            let differs = left().await.differs_in_rows(&before);
            assert_eq!(differs, None, "{on}: {stream}: a part of a walk withdrew");
        }
        let row = sweep(scene, id).await;
        scene.hub.go_on(&scene.source, &row, &Silent).await.unwrap();
        let done = sweep(scene, id).await;
        let found = (done.state.as_str(), done.missing_there);
        assert_eq!(found, ("finished", Some(1)), "{on}: {stream}");
        let after = left().await;
        assert_ne!(
            after.rows, before.rows,
            "{on}: {stream}: what is gone is withdrawn"
        );

        held.get_mut(stream.as_str()).unwrap().truncate(1);
        scene.side.holds(&held).await;
        let id = scene
            .desk()
            .ask(None, &compare(on, &stream))
            .await
            .unwrap()
            .sweep;
        let row = sweep(scene, id).await;
        scene.hub.go_on(&scene.source, &row, &Silent).await.unwrap();
        assert_eq!(sweep(scene, id).await.state, "held", "{on}: {stream}");
        let differs = left().await.differs_in_rows(&after);
        assert_eq!(
            differs, None,
            "{on}: {stream}: too much was gone to be believed"
        );
    }
}
