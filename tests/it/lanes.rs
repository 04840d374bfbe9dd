//! What is due to one system does not wait for another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{
    Attachments, Connector, PushFailure, PushRequest, Receipt, System,
};
use shuniu_entities::{Scope, Tenant, outbox};
use shuniu_hub::clock::ManualClock;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{Double, StandIn, TestDb, on_both};
use tokio::sync::Semaphore;

/// It gives no answer until the other system has been handed something, and then says that it is
/// not there.
struct Hanging {
    was: Arc<dyn Connector>,
    other: Arc<Semaphore>,
    asked: AtomicUsize,
}

#[async_trait]
impl Double for Hanging {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn push(&self, _: &PushRequest, _: &dyn Attachments) -> Result<Receipt, PushFailure> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        drop(self.other.acquire().await.unwrap());
        let message = "the connection timed out".to_owned();
        Err(PushFailure::Failure(Failure::Transient {
            message,
            retry_after: None,
        }))
    }
}

/// It lets the other go on once something was handed over.
struct Prompt {
    was: Arc<dyn Connector>,
    other: Arc<Semaphore>,
}

#[async_trait]
impl Double for Prompt {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn push(
        &self,
        request: &PushRequest,
        papers: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        let taken = self.was.outbound().unwrap().push(request, papers).await;
        self.other.add_permits(1);
        taken
    }
}

on_both! {
    async fn a_system_that_hangs_holds_up_nothing_that_is_due_to_another(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        let other = Arc::new(Semaphore::new(0));
        let hanging = outside.connector(&System::INVESTMENT_APPROVAL).unwrap();
        let hanging = Arc::new(StandIn(Hanging {
            was: hanging,
            other: other.clone(),
            asked: AtomicUsize::new(0),
        }));
        hub.attach(place, hanging.clone()).await.unwrap();
        let prompt = outside.connector(&System::MUNICIPAL_PROJECTS).unwrap();
        hub.attach(place, Arc::new(StandIn(Prompt { was: prompt, other }))).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        for number in [1, 2] {
            desk.handed_over(number, &System::INVESTMENT_APPROVAL).await.unwrap();
        }
        let (_, prompt) = desk.handed_over(3, &System::MUNICIPAL_PROJECTS).await.unwrap();

        // Where it is held up, this never ends: the guard only says so.
        clock.advance(TimeDelta::minutes(1));
        let round = tokio::time::timeout(Duration::from_secs(120), hub.deliver_due());
        let delivered = round.await.expect("it waits for the one that hangs").unwrap();
        let of_prompt = delivered.iter().find(|one| one.id == prompt).unwrap();
        assert_eq!(of_prompt.state, "accepted");
        // Whatever else is due to the one that gives no answer waits for the next round.
        assert_eq!(hanging.0.asked.load(Ordering::SeqCst), 1);
        let scope = Scope::jurisdictions(vec![place]);
        let rows = outbox::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let prepared = rows.iter().filter(|row| row.state == "prepared");
        let mut attempts: Vec<i64> = prepared.map(|row| row.attempts).collect();
        attempts.sort_unstable();
        assert_eq!(attempts, [0, 1]);
    }
}
