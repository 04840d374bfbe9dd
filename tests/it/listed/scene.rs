use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use sea_orm::PaginatorTrait as _;
use serde_json::json;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{
    Answer, Attachments, Connector, Cursor, Listed, PushFailure, PushRequest, Receipt,
    ReceivedPage, System,
};
use shuniu_entities::{
    Scope, Tenant as _, finding, hand_over_comparison, hand_over_difference, ledger, sync_seen,
};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::db::Probe;
use shuniu_hub::sync::{
    Counts, Progress, Reading, Silent, Source, StartHandOverComparison, SyncError,
};
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{Double, StandIn, TestDb};
use uuid::Uuid;

use crate::handed_over::outbox_row;

pub(super) type Row = hand_over_comparison::Model;
type Alter = Box<dyn Fn(&mut ReceivedPage) + Send>;

/// A system whose list, and whose answers to what is handed over, are tampered with.
pub(super) struct Tampered {
    was: Arc<dyn Connector>,
    lists: bool,
    alter: Mutex<Option<Alter>>,
    /// Answers that are lost on their way.
    pub(super) lost: Mutex<bool>,
    /// What never gets there.
    pub(super) swallowed: Mutex<bool>,
    pub(super) pages: Mutex<usize>,
}

#[async_trait]
impl Double for Tampered {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn push(
        &self,
        request: &PushRequest,
        papers: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        if !*self.swallowed.lock().unwrap() {
            let pushed = self.was.outbound().unwrap().push(request, papers).await;
            if !*self.lost.lock().unwrap() {
                return pushed;
            }
        }
        Err(PushFailure::Unknown(Failure::remote("the answer was lost")))
    }

    fn lists(&self) -> bool {
        self.lists
    }

    async fn received(&self, from: &Cursor) -> Result<ReceivedPage, Failure> {
        *self.pages.lock().unwrap() += 1;
        let mut page = self.was.outbound().unwrap().received(from).await?;
        if let Some(alter) = &*self.alter.lock().unwrap() {
            alter(&mut page);
        }
        Ok(page)
    }
}

pub(super) struct Scene {
    pub(super) clock: Arc<ManualClock>,
    pub(super) hub: Hub,
    pub(super) place: Uuid,
    outside: Outside,
    pub(super) double: Arc<StandIn<Tampered>>,
    pub(super) source: Source,
    system: System,
}

/// A connector that is told of two hand-overs at a time.
fn connector(outside: &Outside, system: &System) -> Arc<dyn Connector> {
    let settings = [("page_size", json!(2))];
    outside.connector_with(system, &settings).unwrap()
}

pub(super) async fn scene(db: &TestDb, system: System, lists: bool) -> Scene {
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let outside = Outside::with(&world(0), &clock).await.unwrap();
    let was = connector(&outside, &system);
    let double = Arc::new(StandIn(Tampered {
        was,
        lists,
        alter: Mutex::default(),
        lost: Mutex::default(),
        swallowed: Mutex::default(),
        pages: Mutex::default(),
    }));
    let source = hub
        .attach_by(place, double.clone(), Reading::default())
        .await
        .unwrap();
    Scene {
        clock,
        hub,
        place,
        outside,
        double,
        source,
        system,
    }
}

impl Scene {
    /// A worker of a process of its own on a database like this one, whose statements the probe sees.
    pub(super) async fn worker(&self, db: &TestDb, probe: Arc<dyn Probe>) -> (Hub, Source) {
        let hub = db.watched_hub(&self.clock, probe).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        // What it may ask is counted in its own database.
        let connector = connector(&self.outside, &self.system);
        let source = hub.attach(place, connector).await.unwrap();
        (hub, source)
    }

    pub(super) fn desk(&self) -> Desk<'_> {
        Desk {
            hub: &self.hub,
            caller: clerk(0).unwrap(),
            jurisdiction: self.place,
        }
    }

    /// Hands over, and delivers it. Gives the project and the hand-over.
    pub(super) async fn sent(&self, number: u32) -> (Uuid, Uuid) {
        let ids = self.desk().handed_over(number, &self.system).await.unwrap();
        self.hub.deliver_due().await.unwrap();
        self.clock.advance(TimeDelta::seconds(1));
        ids
    }

    /// Lets time pass, here and there.
    pub(super) fn pass(&self, by: TimeDelta) {
        self.clock.advance(by);
        self.outside.advance(by.to_std().unwrap());
    }

    pub(super) fn alter(&self, alter: impl Fn(&mut ReceivedPage) + Send + 'static) {
        *self.double.0.alter.lock().unwrap() = Some(Box::new(alter));
    }

    pub(super) fn honest(&self) {
        *self.double.0.alter.lock().unwrap() = None;
    }

    pub(super) async fn start(&self) -> anyhow::Result<Uuid> {
        let start = StartHandOverComparison {
            system: self.system.as_str().to_owned(),
            days: 35,
        };
        Ok(self.desk().ask(None, &start).await?.comparison)
    }

    pub(super) async fn newest(&self) -> Row {
        let row = self.hub.newest_hand_over_comparison(&self.source).await;
        row.unwrap().unwrap()
    }

    pub(super) async fn go_on(&self, progress: &dyn Progress) -> Result<Row, SyncError> {
        let row = self.newest().await;
        self.hub
            .compare_hand_overs(&self.source, &row, progress)
            .await
    }

    pub(super) async fn compare(&self) -> Row {
        self.start().await.unwrap();
        self.go_on(&Silent).await.unwrap()
    }

    pub(super) async fn state(&self, hand_over: Uuid) -> String {
        outbox_row(&self.desk(), hand_over).await.state
    }

    pub(super) async fn stands(&self) -> Vec<hand_over_difference::Model> {
        let scope = Scope::jurisdictions(vec![self.place]);
        let rows = hand_over_difference::Entity::find_in(&scope)
            .all(&self.hub.reader())
            .await;
        rows.unwrap()
    }

    pub(super) async fn kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> = self
            .stands()
            .await
            .into_iter()
            .map(|row| row.kind)
            .collect();
        kinds.sort();
        kinds
    }

    /// The words of the findings of differences.
    pub(super) async fn findings(&self) -> Vec<String> {
        let scope = Scope::jurisdictions(vec![self.place]);
        let rows = finding::Entity::find_in(&scope)
            .all(&self.hub.reader())
            .await;
        let rows = rows.unwrap().into_iter();
        rows.filter(|row| row.code.starts_with("hand_over_difference:"))
            .map(|row| row.detail["en"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(super) async fn entries(&self) -> u64 {
        let scope = Scope::jurisdictions(vec![self.place]);
        let rows = ledger::Entity::find_in(&scope)
            .count(&self.hub.reader())
            .await;
        rows.unwrap()
    }

    pub(super) async fn seen(&self) -> u64 {
        let scope = Scope::jurisdictions(vec![self.place]);
        let rows = sync_seen::Entity::find_in(&scope)
            .count(&self.hub.reader())
            .await;
        rows.unwrap()
    }
}

/// Stops behind the first page.
pub(super) struct AtOnce;

impl Progress for AtOnce {
    fn page(&self, _: &str, _: &str, _: &Counts) {}

    fn stops(&self) -> bool {
        true
    }
}

pub(super) fn known(key: &str, number: &str, scene: &Scene) -> Listed {
    use shuniu_hub::clock::Clock as _;
    let received_at = scene.clock.now();
    Listed {
        key: key.to_owned(),
        number: number.to_owned(),
        kind: "项目登记".to_owned(),
        received_at,
        answer: Answer::Known(Receipt {
            number: number.to_owned(),
            received_at,
            decided: true,
            body: "{}".to_owned(),
        }),
    }
}
