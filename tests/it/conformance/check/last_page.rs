use std::sync::Arc;

use async_trait::async_trait;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Connector, Cursor, Page, Stream};
use shuniu_hub::sync::Silent;
use shuniu_tests::{Double, StandIn};

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::{Left, column, kept};
use crate::conformance::over::PAGE;
use crate::conformance::scene::Scene;
use crate::conformance::subject::open;

/// Its last page is lost on the way.
struct Endless(Arc<dyn Connector>);

#[async_trait]
impl Double for Endless {
    fn was(&self) -> &dyn Connector {
        self.0.as_ref()
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let page = self.0.pull(stream, cursor).await?;
        if page.complete {
            return Err(Failure::transient("the last page was lost"));
        }
        Ok(page)
    }
}

/// 10: a run that never saw its last page has failed, and vouches for nothing.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    let scene = Scene::on(on, &own, &on.records).await;
    let observed = async |stream: &Stream| {
        let sql = format!(
            "SELECT COALESCE(CAST(observed_through AS TEXT), '') FROM sync_cursor \
             WHERE stream = '{stream}' AND begun_at IS NOT NULL"
        );
        column(&own, &sql).await.remove(0)
    };
    for stream in scene.streams() {
        let whole = on.records[stream.as_str()].len();
        let before_last = (whole - 1) / PAGE * PAGE;
        let was = open(&on.system, scene.side.as_ref(), &[]).unwrap();
        let endless = scene.through(Arc::new(StandIn(Endless(was))));
        let read = scene
            .hub
            .sync_stream(&endless, &stream, false, &Silent)
            .await;
        let told = read.expect_err("it never saw the end").to_string();
        assert!(told.contains("the last page was lost"), "{on}: {told}");
        assert_eq!(scene.ended(&stream).await, "failed", "{on}: {stream}");
        assert_eq!(
            kept(&own, stream.as_str()).await.len(),
            before_last,
            "{on}: {stream}"
        );
        let early = observed(&stream).await;
        scene.read_one(&stream).await.unwrap();
        assert_eq!(scene.ended(&stream).await, "finished", "{on}: {stream}");
        assert_eq!(
            kept(&own, stream.as_str()).await.len(),
            whole,
            "{on}: {stream}"
        );
        let late = observed(&stream).await;
        assert!(
            early < late,
            "{on}: {stream}: vouched for {early:?} of {late:?}"
        );
    }
    let left = Left::by(&own).await;
    assert_eq!(left.differs(&on.calm().await.left), None, "{on}");
    scene.end().await;
    own.remove().await.unwrap();
    Outcome::Held
}
