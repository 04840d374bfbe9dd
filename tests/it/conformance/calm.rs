use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use shuniu_tests::Engine;
use shuniu_tests::probe::Dying;
use tokio::sync::OnceCell;

use super::ground;
use super::kit::Kit;
use super::left::Left;
use super::scene::{Scene, read};

/// What one worker leaves that nobody disturbs.
#[derive(Debug)]
pub(super) struct Calm {
    pub(super) left: Left,
    /// Points that it passes at which it could die.
    pub(super) points: usize,
}

type Cell = Arc<OnceCell<Arc<Calm>>>;

/// Has the subject read on a database of its own, on an engine; once, whoever asks.
pub(super) async fn of(on: &Kit<'_>, engine: Engine) -> Arc<Calm> {
    static ALL: Mutex<BTreeMap<String, Cell>> = Mutex::new(BTreeMap::new());
    let cell = {
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        let name = format!("{} on {engine:?}", on.subject);
        Arc::clone(all.entry(name).or_default())
    };
    let calm = cell.get_or_init(|| async { Arc::new(reads(on, engine).await) });
    Arc::clone(calm.await)
}

async fn reads(on: &Kit<'_>, engine: Engine) -> Calm {
    let own = ground::of(&on.system, engine).await;
    let scene = Scene::on(on, &own, &on.records).await;
    let dying = Dying::new(usize::MAX);
    let (hub, source) = scene.worker(dying.clone()).await;
    dying.arm();
    read(&hub, &source, false).await.unwrap();
    hub.database().clone().close().await.unwrap();
    let left = Left::by(&own).await;
    scene.end().await;
    own.remove().await.unwrap();
    Calm {
        left,
        points: dying.passed(),
    }
}
