use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use chrono::TimeDelta;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Attachments, Connector, PushFailure, PushRequest, Receipt};
use shuniu_tests::{Double, StandIn};

use crate::conformance::exempt::TAKES_NOTHING;
use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::column;
use crate::conformance::scene::Scene;
use crate::conformance::subject::{Records, open};
use crate::handed_over::outbox_row;

/// Rounds after which everything has been decided on.
const ROUNDS: usize = 6;

/// The other side takes what is handed over, and its answer is lost.
struct Lost {
    was: Arc<dyn Connector>,
    pushed: AtomicUsize,
}

#[async_trait]
impl Double for Lost {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn push(
        &self,
        request: &PushRequest,
        papers: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        self.pushed.fetch_add(1, Ordering::SeqCst);
        let answer = self.was.outbound().unwrap().push(request, papers).await;
        drop(answer.unwrap());
        Err(PushFailure::Unknown(Failure::remote("the answer was lost")))
    }
}

/// 19: a hand-over whose answer is lost is asked for and not sent again, and its receipt is kept.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    let scene = Scene::on(on, &own, &Records::new()).await;
    let was = open(&on.system, scene.side.as_ref(), &[]).unwrap();
    let outcome = if was.outbound().is_none() {
        Outcome::Exempt(TAKES_NOTHING)
    } else {
        asked_for(&scene, was).await;
        Outcome::Held
    };
    scene.end().await;
    own.remove().await.unwrap();
    outcome
}

async fn asked_for(scene: &Scene<'_>, was: Arc<dyn Connector>) {
    let on = scene.kit;
    let lost = Arc::new(StandIn(Lost {
        was,
        pushed: AtomicUsize::new(0),
    }));
    scene.hub.attach(scene.place, lost.clone()).await.unwrap();
    let desk = scene.desk();
    let (_, row) = desk.handed_over(9_019, &on.system).await.unwrap();
    scene.hub.deliver_due().await.unwrap();
    assert_eq!(outbox_row(&desk, row).await.state, "unknown", "{on}");
    assert_eq!(scene.side.received().await, 1, "{on}: it arrived");
    let receipts = "SELECT external_id FROM source_record WHERE stream = 'receipts'";
    assert_eq!(
        column(scene.db, receipts).await,
        [""; 0],
        "{on}: nobody has seen one"
    );
    for _ in 0..ROUNDS {
        scene.side.decides().await;
        scene.advance(TimeDelta::hours(2));
        scene.hub.deliver_due().await.unwrap();
    }
    assert_eq!(outbox_row(&desk, row).await.state, "accepted", "{on}");
    assert_eq!(
        lost.0.pushed.load(Ordering::SeqCst),
        1,
        "{on}: it was sent again"
    );
    assert_eq!(scene.side.received().await, 1, "{on}: it arrived again");
    let kept = column(scene.db, receipts).await;
    assert!(!kept.is_empty(), "{on}: no receipt is kept");
    let said = "SELECT CAST(body AS TEXT) FROM source_record WHERE stream = 'receipts'";
    let said = column(scene.db, said).await;
    assert!(
        said.iter().all(|body| body.starts_with('{')),
        "{on}: {said:?}"
    );
}
