//! The papers of an acceptance report on their way to the municipal system: read part by part,
//! held by one worker however long it takes, and gone on with where a delivery broke off.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::json;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{
    Answer, Attachment, Attachments, Connector, HandOverKind, Outbound, PushFailure, PushRequest,
    Receipt, System,
};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{CorrectRecord, RecordEntry, RecordKind};
use shuniu_hub::content::{Offset, Part, Received};
use shuniu_hub::query::Key;
use shuniu_hub::sync::{Ask, HandOverProject};
use shuniu_tests::journey::{Desk, clerk, event, new_project, set_up, today};
use shuniu_tests::outside::{Outside, UPLOAD_PART};
use shuniu_tests::tinghu::world;
use shuniu_tests::{Double, StandIn, TestDb, on_both};
use uuid::Uuid;

const SYSTEM: System = System::MUNICIPAL_PROJECTS;
/// Parts of the paper.
const PARTS: usize = 5;
/// How long one part takes, less than a hold lasts; all of them take much longer.
const SLOW: TimeDelta = TimeDelta::seconds(80);

fn paper() -> Vec<u8> {
    let size = PARTS * UPLOAD_PART as usize - 100;
    let mut content = b"%PDF-1.7\n".to_vec();
    content.extend((content.len()..size).map(|at| u8::try_from(at % 251).unwrap()));
    content
}

/// The municipal system, with papers that are slow to read, and a rival who looks for deliveries
/// that nobody holds.
struct Slow {
    was: Arc<dyn Connector>,
    clock: Arc<ManualClock>,
    rival: Hub,
    read: AtomicUsize,
    /// Reading fails once, at this time.
    fails_at: usize,
}

struct Reading<'a> {
    slow: &'a Slow,
    papers: &'a dyn Attachments,
}

#[async_trait]
impl Attachments for Reading<'_> {
    async fn read(&self, attachment: &Attachment, range: Range<u64>) -> Result<Vec<u8>, Failure> {
        if self.slow.read.fetch_add(1, Ordering::SeqCst) == self.slow.fails_at {
            return Err(Failure::transient("the disk is busy"));
        }
        let part = self.papers.read(attachment, range).await?;
        self.slow.clock.advance(SLOW);
        let taken = self.slow.rival.deliver_due().await.unwrap();
        assert_eq!(taken, [], "a delivery is taken from whom is still at it");
        Ok(part)
    }
}

#[async_trait]
impl Outbound for Slow {
    fn takes(&self) -> &[HandOverKind] {
        self.was.outbound().unwrap().takes()
    }

    async fn push(
        &self,
        request: &PushRequest,
        papers: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        let reading = Reading { slow: self, papers };
        self.was.outbound().unwrap().push(request, &reading).await
    }

    async fn ask(&self, key: &str) -> Result<Answer, Failure> {
        self.was.outbound().unwrap().ask(key).await
    }
}

impl Double for Slow {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    fn outbound(&self) -> Option<&dyn Outbound> {
        Some(self)
    }
}

/// Uploads to a document.
async fn upload(desk: &Desk<'_>, document: Uuid, content: Vec<u8>) {
    let part = Part {
        offset: Offset::Whole,
        total: Some(content.len() as u64),
        media_type: None,
        file_name: "竣工验收报告.pdf".to_owned(),
        sha256: None,
    };
    let key = Key::new(desk.jurisdiction, document);
    let body = futures_util::stream::iter([Ok::<_, ()>(content.into())]);
    let received = desk.hub.receive(&desk.caller, key, &part, body).await;
    assert!(matches!(received.unwrap(), Received::Whole(_)));
}

/// An accepted project whose report was filed twice: the wrong one, corrected since, holds
/// something that must not go out.
async fn accepted(desk: &Desk<'_>, content: Vec<u8>) -> Uuid {
    let new = new_project(1).unwrap();
    let project = desk.ask(None, &new).await.unwrap().project;
    let passed = event(project, "final_acceptance_passed", "2026-06-20");
    desk.ask(None, &passed).await.unwrap();
    let filed = RecordEntry {
        table: RecordKind::Document,
        attributes: BTreeMap::from([("parts".to_owned(), json!(["expert_opinion"]))]),
        ..event(project, "acceptance_report", "2026-06-20")
    };
    let wrong = desk.ask(None, &filed).await.unwrap().record.unwrap();
    upload(desk, wrong, b"%PDF-1.7 the wrong one".to_vec()).await;
    let correct = CorrectRecord {
        record: wrong,
        reason: "上传有误".to_owned(),
        right: filed,
    };
    let right = desk.ask(None, &correct).await.unwrap().record.unwrap();
    upload(desk, right, content).await;
    project
}

on_both! {
    async fn an_acceptance_report_carries_its_papers_however_long_they_take(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        let rival = db.hub(&clock).await.unwrap();
        rival.load_jurisdictions().await.unwrap();
        let was = outside.connector(&SYSTEM).unwrap();
        rival.attach(place, Arc::clone(&was)).await.unwrap();
        // Looked at whole, two parts sent, and then the store gives nothing.
        let slow = Arc::new(StandIn(Slow {
            was,
            clock: Arc::clone(&clock),
            rival,
            read: AtomicUsize::new(0),
            fails_at: PARTS + 2,
        }));
        hub.attach(place, slow.clone()).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let content = paper();
        let hash = hub.seal().hash(&content);
        let project = accepted(&desk, content).await;
        let what = Ask::AcceptanceReport;
        let hand_over = HandOverProject { project, expected_version: None, what };
        desk.ask(None, &hand_over).await.unwrap();

        let put = format!("PUT /v1/files/{hash}");
        let post = "POST /v1/acceptance-reports";
        let first = hub.deliver_due().await.unwrap();
        let states: Vec<_> = first.iter().map(|one| one.state).collect();
        assert_eq!(states, ["prepared"]);
        let journal = outside.journal(&SYSTEM).await.unwrap();
        assert_eq!((journal.counts[&put], journal.counts.get(post)), (2, None));

        clock.advance(TimeDelta::minutes(10));
        let second = hub.deliver_due().await.unwrap();
        assert!(["sent", "accepted"].contains(&second[0].state), "{second:?}");
        let journal = outside.journal(&SYSTEM).await.unwrap();
        assert_eq!((journal.counts[&put], journal.counts[post]), (5, 1), "each part went once");
        let uploads = journal.counts.keys().filter(|key| key.starts_with("PUT /v1/files/"));
        assert_eq!(uploads.count(), 1, "what was corrected stays here");
        let read = slow.0.read.load(Ordering::SeqCst);
        assert_eq!(read, (PARTS + 2 + 1) + (PARTS + 3));
    }
}
