use shuniu_tests::Engine;

use crate::conformance::ground;
use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::Left;
use crate::conformance::scene::Scene;

/// 18: both databases hold the same.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let other = match on.db.engine() {
        Engine::Sqlite => Engine::Postgres,
        Engine::Postgres => Engine::Sqlite,
    };
    let own = ground::of(&on.system, other).await;
    let scene = Scene::on(on, &own, &on.records).await;
    scene.read().await.unwrap();
    let left = Left::by(&own).await;
    assert_eq!(
        left.differs(on.undisturbed().await),
        None,
        "{on}: {other:?} beside it"
    );
    scene.end().await;
    own.remove().await.unwrap();
    Outcome::Held
}
