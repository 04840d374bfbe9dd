//! What was handed over is compared with what the other side lists: what the list proves is settled,
//! and what differs stands for a person until it differs no more.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use sea_orm::PaginatorTrait as _;
use serde_json::json;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{
    Answer, Connector, Cursor, Listed, PushFailure, PushRequest, Receipt, ReceivedEnd,
    ReceivedPage, System,
};
use shuniu_connectors::contract::Attachments;
use shuniu_entities::{
    Scope, Tenant as _, finding, hand_over_comparison, hand_over_difference, ledger, sync_seen,
};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::sync::{
    ComparisonSettings, Counts, Fate, Progress, Reading, ScheduleSettings, SettleHandOver, Silent,
    Source, StartHandOverComparison, SyncError,
};
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{Double, StandIn, TestDb, on_both};
use uuid::Uuid;

use crate::handed_over::outbox_row;

type Row = hand_over_comparison::Model;
type Alter = Box<dyn Fn(&mut ReceivedPage) + Send>;

/// A system whose list, and whose answers to what is handed over, are tampered with.
struct Tampered {
    was: Arc<dyn Connector>,
    lists: bool,
    alter: Mutex<Option<Alter>>,
    /// Answers that are lost on their way.
    lost: Mutex<bool>,
    /// What never gets there.
    swallowed: Mutex<bool>,
    pages: Mutex<usize>,
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

struct Scene {
    clock: Arc<ManualClock>,
    hub: Hub,
    place: Uuid,
    /// Lives as long as the scene.
    _outside: Outside,
    double: Arc<StandIn<Tampered>>,
    source: Source,
    system: System,
}

async fn scene(db: &TestDb, system: System, lists: bool) -> Scene {
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let outside = Outside::with(&world(0), &clock).await.unwrap();
    let was = outside
        .connector_with(&system, &[("page_size", json!(2))])
        .unwrap();
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
        _outside: outside,
        double,
        source,
        system,
    }
}

impl Scene {
    fn desk(&self) -> Desk<'_> {
        Desk {
            hub: &self.hub,
            caller: clerk(0).unwrap(),
            jurisdiction: self.place,
        }
    }

    /// Hands over, and delivers it. Gives the project and the hand-over.
    async fn sent(&self, number: u32) -> (Uuid, Uuid) {
        let ids = self.desk().handed_over(number, &self.system).await.unwrap();
        self.hub.deliver_due().await.unwrap();
        self.clock.advance(TimeDelta::seconds(1));
        ids
    }

    fn alter(&self, alter: impl Fn(&mut ReceivedPage) + Send + 'static) {
        *self.double.0.alter.lock().unwrap() = Some(Box::new(alter));
    }

    fn honest(&self) {
        *self.double.0.alter.lock().unwrap() = None;
    }

    async fn start(&self) -> anyhow::Result<Uuid> {
        let start = StartHandOverComparison {
            system: self.system.as_str().to_owned(),
            days: 35,
        };
        Ok(self.desk().ask(None, &start).await?.comparison)
    }

    async fn newest(&self) -> Row {
        let row = self.hub.newest_hand_over_comparison(&self.source).await;
        row.unwrap().unwrap()
    }

    async fn go_on(&self, progress: &dyn Progress) -> Result<Row, SyncError> {
        let row = self.newest().await;
        self.hub
            .compare_hand_overs(&self.source, &row, progress)
            .await
    }

    async fn compare(&self) -> Row {
        self.start().await.unwrap();
        self.go_on(&Silent).await.unwrap()
    }

    async fn state(&self, hand_over: Uuid) -> String {
        outbox_row(&self.desk(), hand_over).await.state
    }

    async fn stands(&self) -> Vec<hand_over_difference::Model> {
        let scope = Scope::jurisdictions(vec![self.place]);
        let rows = hand_over_difference::Entity::find_in(&scope).all(&self.hub.reader());
        rows.await.unwrap()
    }

    async fn kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> = self.stands().await.into_iter().map(|row| row.kind).collect();
        kinds.sort();
        kinds
    }

    /// The words of the findings of differences.
    async fn findings(&self) -> Vec<String> {
        let scope = Scope::jurisdictions(vec![self.place]);
        let rows = finding::Entity::find_in(&scope).all(&self.hub.reader());
        let rows = rows.await.unwrap().into_iter();
        rows.filter(|row| row.code.starts_with("hand_over_difference:"))
            .map(|row| row.detail["en"].as_str().unwrap().to_owned())
            .collect()
    }

    async fn entries(&self) -> u64 {
        let scope = Scope::jurisdictions(vec![self.place]);
        let rows = ledger::Entity::find_in(&scope).count(&self.hub.reader());
        rows.await.unwrap()
    }

    async fn seen(&self) -> u64 {
        let scope = Scope::jurisdictions(vec![self.place]);
        let rows = sync_seen::Entity::find_in(&scope).count(&self.hub.reader());
        rows.await.unwrap()
    }
}

/// Stops behind the first page.
struct AtOnce;

impl Progress for AtOnce {
    fn page(&self, _: &str, _: &str, _: &Counts) {}

    fn stops(&self) -> bool {
        true
    }
}

fn known(key: &str, number: &str, scene: &Scene) -> Listed {
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

on_both! {
    async fn what_is_the_same_is_counted_and_a_second_comparison_writes_nothing_new(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        let mut ids = Vec::new();
        for number in 1..=3 {
            ids.push(scene.sent(number).await.1);
        }
        let done = scene.compare().await;
        assert_eq!((done.state.as_str(), done.listed, done.same, done.pages), ("finished", 3, 3, 2));
        assert_eq!((done.differing, done.not_here, done.missing_there), (0, 0, Some(0)));
        let (before, rows) = (scene.entries().await, outbox_row(&scene.desk(), ids[0]).await);
        let again = scene.compare().await;
        assert_eq!((again.same, again.listed), (3, 3));
        assert_eq!(outbox_row(&scene.desk(), ids[0]).await, rows);
        assert_eq!(scene.entries().await - before, 2, "that it began and how it ended");
        assert_eq!(scene.seen().await, 0);
    }

    async fn a_lost_answer_is_settled_by_the_list_with_its_receipt(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        *scene.double.0.lost.lock().unwrap() = true;
        let (_, id) = scene.sent(1).await;
        assert_eq!(scene.state(id).await, "unknown");
        let done = scene.compare().await;
        assert_eq!((done.settled, done.same, done.missing_there), (1, 0, Some(0)));
        let row = outbox_row(&scene.desk(), id).await;
        assert_eq!(row.state, "accepted");
        let number = row.answer.unwrap()["receipt"].as_str().unwrap().to_owned();
        assert!(number.starts_with("DJ-"), "{number}");
        let scope = Scope::jurisdictions(vec![scene.place]);
        let papers = shuniu_entities::document::Entity::find_in(&scope).all(&scene.hub.reader()).await.unwrap();
        let proofs = papers.iter().filter(|row| row.kind == "municipal_system_record").count();
        assert_eq!(proofs, 1, "its receipt is on file");
        assert_eq!(scene.compare().await.same, 1);
    }

    async fn what_never_arrived_is_found_by_a_complete_list_alone(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        *scene.double.0.swallowed.lock().unwrap() = true;
        let (_, id) = scene.sent(1).await;
        assert_eq!(scene.state(id).await, "unknown");
        // It may still be on its way.
        let fresh = scene.compare().await;
        assert_eq!((fresh.settled, fresh.missing_there), (0, Some(0)));
        assert_eq!(scene.state(id).await, "unknown");
        scene.clock.advance(TimeDelta::hours(2));
        // A list without an end proves nothing.
        scene.alter(|page| page.end = ReceivedEnd::Unsaid);
        let open = scene.compare().await;
        assert_eq!((open.state.as_str(), open.missing_there), ("incomplete", None));
        assert_eq!(scene.state(id).await, "unknown");
        // Nor does one of unknown time.
        scene.alter(|page| page.end = ReceivedEnd::Complete { through: None });
        assert_eq!(scene.compare().await.state, "finished");
        assert_eq!(scene.state(id).await, "unknown");
        scene.honest();
        let done = scene.compare().await;
        assert_eq!((done.settled, done.missing_there), (1, Some(0)));
        let row = outbox_row(&scene.desk(), id).await;
        assert_eq!(row.state, "prepared");
        assert!(row.answer.unwrap()["reason"].as_str().unwrap().contains("never arrived"));
        // It goes out again under the same key, and arrives once.
        *scene.double.0.swallowed.lock().unwrap() = false;
        scene.clock.advance(TimeDelta::hours(7));
        scene.hub.deliver_due().await.unwrap();
        assert_eq!(scene.state(id).await, "accepted");
        assert_eq!(scene.compare().await.same, 1);
    }

    async fn what_differs_stands_until_it_is_settled_or_differs_no_more(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        let (_, first) = scene.sent(1).await;
        let (_, second) = scene.sent(2).await;
        let (_, third) = scene.sent(3).await;
        let stranger = known("somebody-else", "DJ-320902-99999", &scene);
        let (gone, renumbered, refused) = (first.to_string(), second.to_string(), third.to_string());
        scene.alter(move |page| {
            page.listed.retain(|one| one.key != gone);
            for one in &mut page.listed {
                if one.key == renumbered {
                    one.number = "DJ-320902-77777".to_owned();
                }
                if one.key == refused {
                    one.answer = Answer::Rejected { reason: "撤销".to_owned() };
                }
            }
            if matches!(page.end, ReceivedEnd::Complete { .. }) {
                page.listed.push(stranger.clone());
            }
        });
        scene.clock.advance(TimeDelta::minutes(1));
        let done = scene.compare().await;
        assert_eq!((done.differing, done.not_here, done.missing_there, done.same), (2, 1, Some(1), 0));
        assert_eq!(scene.kinds().await, ["missing_there", "not_here", "number", "state"]);
        let told = scene.findings().await;
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.iter().all(|words| words.contains("settleHandOver")), "{told:?}");
        for id in [first, second, third] {
            assert_eq!(scene.state(id).await, "accepted", "nothing is undone unasked");
        }
        let (before, rows) = (scene.entries().await, scene.stands().await);
        scene.compare().await;
        assert_eq!(scene.stands().await, rows, "what stands is not written again");
        assert_eq!(scene.entries().await - before, 2);
        // A person says that the first never arrived: it goes out again.
        let settle = |hand_over, fate| SettleHandOver { hand_over, fate, reason: "电话核实".to_owned() };
        scene.desk().ask(None, &settle(first, Fate::NeverReceived)).await.unwrap();
        assert_eq!(scene.state(first).await, "prepared");
        scene.desk().ask(None, &settle(third, Fate::Rejected)).await.unwrap();
        let number = "DJ-320902-77777".to_owned();
        scene.desk().ask(None, &settle(second, Fate::Received { number })).await.unwrap();
        assert_eq!(scene.kinds().await, ["not_here"]);
        assert!(scene.findings().await.is_empty());
        let other = scene.desk().ask(None, &settle(second, Fate::Rejected)).await;
        assert!(other.is_err(), "what does not differ is not settled by hand");
        let same = scene.compare().await;
        assert_eq!((same.differing, same.same), (0, 2));
        // What was handed in past the hub is withdrawn there.
        scene.honest();
        scene.compare().await;
        assert!(!scene.kinds().await.contains(&"not_here".to_owned()));
    }

    async fn a_comparison_that_was_stopped_goes_on_behind_its_last_page(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        for number in 1..=5 {
            scene.sent(number).await;
        }
        scene.start().await.unwrap();
        assert!(scene.start().await.is_err(), "one at a time");
        let stopped = scene.go_on(&AtOnce).await;
        assert!(matches!(stopped, Err(SyncError::Interrupted { .. })), "{stopped:?}");
        let half = scene.newest().await;
        assert_eq!((half.state.as_str(), half.pages, half.listed), ("running", 1, 2));
        assert_eq!(scene.seen().await, 2);
        let done = scene.go_on(&Silent).await.unwrap();
        assert_eq!((done.pages, done.same, done.missing_there), (3, 5, Some(0)));
        assert_eq!(*scene.double.0.pages.lock().unwrap(), 3, "no page comes twice");
    }

    async fn a_system_without_a_list_is_told_as_such(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, false).await;
        scene.sent(1).await;
        let refused = format!("{:#}", scene.start().await.unwrap_err());
        assert!(refused.contains("does not list"), "{refused}");
        scene.clock.advance(TimeDelta::days(3));
        assert!(scene.hub.hand_over_comparisons(&scene.source).await.unwrap().is_empty());
    }

    async fn every_system_is_compared_once_a_day(db: &TestDb) {
        for system in [System::INVESTMENT_APPROVAL, System::ASSET_CLOUD] {
            let fresh = TestDb::migrated(db.engine()).await.unwrap();
            let scene = scene(&fresh, system, true).await;
            assert!(scene.hub.hand_over_comparisons(&scene.source).await.unwrap().is_empty(), "nothing was handed over");
            scene.sent(1).await;
            assert!(scene.hub.hand_over_comparisons(&scene.source).await.unwrap().is_empty(), "not before three");
            // Two missed days are made up for once.
            scene.clock.advance(TimeDelta::days(2));
            let due = scene.hub.hand_over_comparisons(&scene.source).await.unwrap();
            assert_eq!(due.len(), 1);
            assert_eq!(due[0].asked_by, "schedule");
            let done = scene.hub.compare_hand_overs(&scene.source, &due[0], &Silent).await.unwrap();
            assert_eq!((done.state.as_str(), done.listed), ("finished", 1));
            assert!(scene.hub.hand_over_comparisons(&scene.source).await.unwrap().is_empty(), "once");
        }
    }

    async fn hours_and_settings_keep_it_from_being_compared(db: &TestDb) {
        let scene = scene(db, System::MUNICIPAL_PROJECTS, true).await;
        scene.sent(1).await;
        scene.clock.advance(TimeDelta::days(2));
        let never = Reading {
            comparison: ComparisonSettings { hand_overs: String::new(), ..ComparisonSettings::default() },
            ..Reading::default()
        };
        let source = scene.hub.attach_by(scene.place, scene.double.clone(), never).await.unwrap();
        assert!(scene.hub.hand_over_comparisons(&source).await.unwrap().is_empty());
        use chrono::Timelike as _;
        use shuniu_hub::clock::Clock as _;
        let hour = (scene.clock.now() + TimeDelta::hours(8)).hour();
        let window = format!("{hour:02}:00-{:02}:00", (hour + 1) % 24);
        let said = ScheduleSettings { closed: vec![window], ..ScheduleSettings::default() };
        let closed = Reading { schedule: said.read(TimeDelta::minutes(5)).unwrap(), ..Reading::default() };
        let source = scene.hub.attach_by(scene.place, scene.double.clone(), closed).await.unwrap();
        let due = scene.hub.hand_over_comparisons(&source).await.unwrap();
        let shut = scene.hub.compare_hand_overs(&source, &due[0], &Silent).await;
        assert!(matches!(shut, Err(SyncError::NotNow { .. })), "{shut:?}");
    }
}
