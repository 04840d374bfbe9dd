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
    Attachment, Attachments, Connector, PushFailure, PushRequest, Receipt, System,
};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{AttachDocument, CorrectRecord, Evidences, RecordEntry, RecordKind};
use shuniu_hub::content::{Offset, Part, Received};
use shuniu_hub::query::{Key, View};
use shuniu_hub::sync::{Ask, Fate, HandOverProject, SettleHandOver};
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
impl Double for Slow {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn push(
        &self,
        request: &PushRequest,
        papers: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        let reading = Reading { slow: self, papers };
        self.was.outbound().unwrap().push(request, &reading).await
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

fn report(project: Uuid) -> HandOverProject {
    HandOverProject {
        project,
        expected_version: None,
        what: Ask::AcceptanceReport,
    }
}

async fn file(desk: &Desk<'_>, project: Uuid, kind: &str) -> Uuid {
    let filed = RecordEntry {
        table: RecordKind::Document,
        ..event(project, kind, "2026-06-20")
    };
    desk.ask(None, &filed).await.unwrap().record.unwrap()
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

on_both! {
    async fn an_acceptance_report_carries_what_is_attached_and_waits_for_what_is_empty(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        outside.attach(&hub, place).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = desk.ask(None, &new_project(1).unwrap()).await.unwrap().project;
        let recorded = |kind: &str| event(project, kind, "2026-06-20");
        let passed = desk.ask(None, &recorded("final_acceptance_passed")).await.unwrap();
        let approved = desk.ask(None, &recorded("project_approved")).await.unwrap();
        let refused = async || desk.ask(None, &report(project)).await.unwrap_err().to_string();
        assert!(refused().await.contains("no acceptance report"));

        let main = file(&desk, project, "acceptance_report").await;
        assert!(refused().await.contains(&main.to_string()), "it holds nothing");
        upload(&desk, main, b"%PDF-1.7 the report".to_vec()).await;
        let view = View::new(&hub, Arc::new(desk.caller.clone()));
        let duties = view.obligations_of(&[Key::new(place, project)]).await.unwrap();
        let uploads = duties.iter().find(|duty| duty.provision == "tinghu-20-upload-acceptance-1-month");
        let of_event = |one: &shuniu_hub::command::Recorded| Evidences::Event(one.record.unwrap());
        let mut went = vec![b"%PDF-1.7 the report".to_vec()];
        for (kind, evidences, goes) in [
            ("acceptance_documents", of_event(&passed), true),
            ("completion_report", Evidences::Duty(uploads.unwrap().id), true),
            ("progress_schedule", of_event(&approved), false),
        ] {
            let document = file(&desk, project, kind).await;
            let attach = AttachDocument { project, expected_version: None, document, evidences: vec![evidences] };
            desk.ask(None, &attach).await.unwrap();
            if goes {
                let refused = refused().await;
                assert!(refused.contains(kind) && refused.contains(&document.to_string()), "{refused}");
                went.push(format!("%PDF-1.7 {kind}").into_bytes());
            }
            upload(&desk, document, format!("%PDF-1.7 {kind}").into_bytes()).await;
        }
        desk.ask(None, &report(project)).await.unwrap();
        let states = hub.deliver_due().await.unwrap();
        assert!(["sent", "accepted"].contains(&states[0].state), "{states:?}");
        let journal = outside.journal(&SYSTEM).await.unwrap();
        let mut wanted: Vec<String> = went.iter().map(|content| format!("PUT /v1/files/{}", hub.seal().hash(content))).collect();
        wanted.sort();
        let put = journal.counts.keys().filter(|key| key.starts_with("PUT /v1/files/"));
        let mut put: Vec<String> = put.cloned().collect();
        put.sort();
        assert_eq!(put, wanted);
        outside.stop().await;
    }
}

on_both! {
    async fn a_report_that_cannot_go_out_is_handed_over_anew(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let content = paper();
        let limit = [("max_attachment_bytes", json!(content.len() - 1))];
        hub.attach(place, outside.connector_with(&SYSTEM, &limit).unwrap()).await.unwrap();
        let project = accepted(&desk, content.clone()).await;
        desk.ask(None, &report(project)).await.unwrap();
        let ended = hub.deliver_due().await.unwrap();
        assert_eq!(ended[0].state, "rejected", "it is larger than the system takes");
        let view = View::new(&hub, Arc::new(desk.caller.clone()));
        let told = view.outbox(&[Key::new(place, ended[0].id)]).await.unwrap();
        let reason = told[0].answer.as_ref().unwrap()["reason"].to_string();
        let size = (content.len() - 1).to_string();
        assert!(reason.contains("竣工验收报告.pdf") && reason.contains(&size), "{reason}");

        // While it stands rejected, whoever looks at the project is told: the paper on file is
        // evidence of its duty all the same.
        let turned_down = async || {
            let findings = view.findings_of(&[Key::new(place, project)]).await.unwrap();
            let own = findings.into_iter().find(|row| row.code == "hand_over:acceptance_report:-");
            own.map(|row| row.detail["zh"].to_string())
        };
        assert!(turned_down().await.unwrap().contains("竣工验收报告.pdf"));

        hub.attach(place, outside.connector(&SYSTEM).unwrap()).await.unwrap();
        let second = desk.ask(None, &report(project)).await.unwrap().hand_over;
        std::fs::remove_dir_all(db.folder().join("documents").join("kept")).unwrap();
        let stays = hub.deliver_due().await.unwrap();
        assert_eq!((stays[0].id, stays[0].state), (second, "prepared"), "what it held is gone");
        let withdraw = SettleHandOver { hand_over: second, fate: Fate::Withdrawn, reason: "原件丢失，重新上传".to_owned() };
        desk.ask(None, &withdraw).await.unwrap();
        clock.advance(TimeDelta::minutes(10));
        assert_eq!(hub.deliver_due().await.unwrap(), []);
        assert!(turned_down().await.is_some(), "nobody has taken it yet");
        desk.ask(None, &report(project)).await.unwrap();
        outside.stop().await;
    }
}

on_both! {
    async fn a_report_whose_day_or_paper_was_corrected_meanwhile_does_not_go_out(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        outside.attach(&hub, place).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = desk.ask(None, &new_project(1).unwrap()).await.unwrap().project;
        let passed = |on: &str| event(project, "final_acceptance_passed", on);
        let wrong_day = desk.ask(None, &passed("2026-06-20")).await.unwrap().record.unwrap();
        let wrong_paper = file(&desk, project, "acceptance_report").await;
        upload(&desk, wrong_paper, b"%PDF-1.7 the wrong one".to_vec()).await;
        desk.ask(None, &report(project)).await.unwrap();
        let correct = CorrectRecord { record: wrong_day, reason: "日期有误".to_owned(), right: passed("2026-06-19") };
        desk.ask(None, &correct).await.unwrap();
        let states = async || -> Vec<&str> {
            hub.deliver_due().await.unwrap().iter().map(|one| one.state).collect()
        };
        assert_eq!(states().await, ["withdrawn"], "another day");

        desk.ask(None, &report(project)).await.unwrap();
        let right = RecordEntry {
            table: RecordKind::Document,
            ..event(project, "acceptance_report", "2026-06-21")
        };
        let correct = CorrectRecord { record: wrong_paper, reason: "上传有误".to_owned(), right };
        let right = desk.ask(None, &correct).await.unwrap().record.unwrap();
        assert_eq!(states().await, ["withdrawn"], "another paper");
        upload(&desk, right, b"%PDF-1.7 the right one".to_vec()).await;
        desk.ask(None, &report(project)).await.unwrap();
        let went = states().await;
        assert!(["sent", "accepted"].contains(&went[0]), "{went:?}");
        outside.stop().await;
    }
}
