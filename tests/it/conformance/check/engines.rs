use shuniu_tests::Engine;

use crate::conformance::calm;
use crate::conformance::kit::{Kit, Outcome};

/// 18: both databases hold the same.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let other = match on.db.engine() {
        Engine::Sqlite => Engine::Postgres,
        Engine::Postgres => Engine::Sqlite,
    };
    let other = calm::of(on, other).await;
    let differs = other.left.differs(&on.calm().await.left);
    assert_eq!(differs, None, "{on}: beside the other engine");
    Outcome::Held
}
