//! What people and systems do on the tour, one after the other.

use std::sync::Arc;

use serde_json::json;
use shuniu_connectors::contract::System;
use shuniu_entities::{Scope, Tenant, discrepancy, project_fact, quarantine};
use shuniu_hub::Hub;
use shuniu_hub::calendar::CalendarChoice;
use shuniu_hub::command::{
    AttachDocument, AttestFile, DetachDocument, Evidences, FactInput, NewCalendar, ProjectTie,
    RecordEntry, RecordException, RecordFact, RecordKind, RelateProjects, RequestStep,
    RevokeCalendar, Ruling, SettleDiscrepancy, StepOutcome, Submission, VoidAsset, VoidFact,
    VoidRelation,
};
use shuniu_hub::content::{Offset, Part, Received};
use shuniu_hub::ledger::{anchors, verify};
use shuniu_hub::policy::vocabulary::{Family, Vocabulary};
use shuniu_hub::query::{Key, Slice, View, Waiting};
use shuniu_hub::sync::{
    Ask, DismissQuarantine, Fate, HandOverProject, Replayed, SettleComparison, SettleHandOver,
    SettleMatch, Silent, Source, StartHandOverComparison, StartSweep, SweepKind,
};
use shuniu_tests::journey::{Desk, event, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use uuid::Uuid;

use super::apart;
use crate::graphql::altered::TAUGHT;

/// Nearly all that a system held is gone; a person says that it is, or nobody does.
pub(super) async fn compared(desk: &Desk<'_>, outside: &Outside, source: &Source, settles: bool) {
    let system = source.connector.system();
    let stream = source.connector.streams()[0].as_str().to_owned();
    let mut held = world(120).of_system(&system);
    let one = held.remove(&stream).unwrap().into_iter().last();
    let left = json!({"streams": {stream.as_str(): [one]}, "extra": {}});
    outside.control(&system, "state", &left).await.unwrap();
    let system = system.as_str().to_owned();
    let kind = SweepKind::Comparison;
    let start = StartSweep {
        system,
        stream,
        kind,
    };
    let sweep = desk.ask(None, &start).await.unwrap().sweep;
    let hub = desk.hub;
    for settled in [settles, false] {
        for row in hub.sweeps(source).await.unwrap() {
            hub.go_on(source, &row, &Silent).await.unwrap();
        }
        if settled {
            let settle = SettleComparison {
                sweep,
                expected_version: None,
                gone: true,
                reason: "平台管理员确认".to_owned(),
            };
            desk.ask(None, &settle).await.unwrap();
        }
    }
}

/// What was handed over to a system that knows nothing of it any more, and then has it again.
pub(super) async fn hand_overs_compared(desk: &Desk<'_>, outside: &Outside) {
    let (hub, system) = (desk.hub, System::INVESTMENT_APPROVAL);
    let sources = hub.sources().into_iter();
    let source = sources
        .filter(|one| one.jurisdiction == desk.jurisdiction)
        .find(|one| one.connector.system() == system)
        .unwrap();
    let there = outside.state(&system).await.unwrap();
    let forgotten = json!({"streams": there["streams"], "extra": {}});
    for (state, missing) in [(forgotten, 1), (there, 0)] {
        outside.control(&system, "state", &state).await.unwrap();
        let start = StartHandOverComparison {
            system: system.as_str().to_owned(),
            days: 35,
        };
        desk.ask(None, &start).await.unwrap();
        for row in hub.hand_over_comparisons(&source).await.unwrap() {
            let done = hub.compare_hand_overs(&source, &row, &Silent).await;
            assert_eq!(done.unwrap().missing_there, Some(missing));
        }
    }
}

/// A relation of each kind; one of them is withdrawn.
pub(super) async fn related(desk: &Desk<'_>, project: Uuid, other: Uuid) {
    for tie in [ProjectTie::Linked, ProjectTie::Predecessor] {
        let relate = RelateProjects {
            project,
            expected_version: None,
            other,
            tie,
        };
        desk.ask(None, &relate).await.unwrap();
    }
    let void = VoidRelation {
        project,
        expected_version: None,
        other,
        tie: ProjectTie::Linked,
        reason: "并非关联".to_owned(),
    };
    desk.ask(None, &void).await.unwrap();
}

/// An application that is cut off, settled by a person and sent again; an asset that is withdrawn.
pub(super) async fn hand_over(desk: &Desk<'_>, project: Uuid, outside: &Outside) {
    let apply = HandOverProject {
        project,
        expected_version: None,
        what: Ask::ProjectCodeApplication,
    };
    let handed_over = desk.ask(Some("apply"), &apply).await.unwrap();
    let cut = json!({"cut_body": true, "for_requests": 1});
    let approval = System::INVESTMENT_APPROVAL;
    outside.control(&approval, "faults", &cut).await.unwrap();
    let delivered = desk.hub.deliver_due().await.unwrap();
    assert_eq!(delivered[0].state, "unknown");
    let settle = SettleHandOver {
        hand_over: handed_over.hand_over,
        fate: Fate::NeverReceived,
        reason: "平台电话答复：没有收到".to_owned(),
    };
    desk.ask(None, &settle).await.unwrap();
    let delivered = desk.hub.deliver_due().await.unwrap();
    assert_eq!(delivered[0].state, "accepted");

    let asset = desk.server(project).await.unwrap();
    let card = HandOverProject {
        project,
        expected_version: None,
        what: Ask::AssetCard { asset },
    };
    desk.ask(None, &card).await.unwrap();
    let void = VoidAsset {
        project,
        expected_version: None,
        asset,
        reason: "重复登记".to_owned(),
    };
    desk.ask(None, &void).await.unwrap();
}

pub(super) async fn clock_round(hub: &Hub, place: Uuid) {
    hub.reassess_due(place, &()).await.unwrap();
    assert_eq!(hub.assessed_for(place).await.unwrap(), Some(today()));
    let kept = anchors(&hub.reader(), &[place]).await.unwrap();
    let report = verify(&hub.reader(), hub.seal(), place, &kept)
        .await
        .unwrap();
    assert_eq!(report.breach, None);
}

/// Makes a calendar, reads it and revokes it.
pub(super) async fn subscribe(desk: &Desk<'_>) {
    let submission = Submission {
        caller: &desk.caller,
        jurisdiction: desk.jurisdiction,
        key: None,
    };
    let asked = NewCalendar {
        name: "到期".to_owned(),
        choice: CalendarChoice::default(),
        expires_on: None,
    };
    let made = desk.hub.create_calendar(&submission, asked).await.unwrap();
    let secret = made.secret.unwrap();
    let open = desk.hub.open_calendar(secret.reveal()).await.unwrap();
    assert_eq!(open.unwrap().key, made.key);
    let calendar = made.key.id;
    desk.ask(None, &RevokeCalendar { calendar }).await.unwrap();
    let open = desk.hub.open_calendar(secret.reveal()).await.unwrap();
    assert_eq!(open, None);
}

/// Gives a document its content.
pub(super) async fn upload(desk: &Desk<'_>, project: Uuid) {
    let view = View::new(desk.hub, Arc::new(desk.caller.clone()));
    let project = Key::new(desk.jurisdiction, project);
    let document = view.documents_of(&[project]).await.unwrap()[0].key();
    let content = b"%PDF-1.7".as_slice();
    let part = Part {
        offset: Offset::Whole,
        total: Some(content.len() as u64),
        media_type: None,
        file_name: "终验申请.pdf".to_owned(),
        sha256: None,
    };
    let body = futures_util::stream::iter([Ok::<_, ()>(content.into())]);
    let received = desk.hub.receive(&desk.caller, document, &part, body).await;
    assert!(matches!(received.unwrap(), Received::Whole(_)));
    desk.hub.sweep_contents().await.unwrap();
}

/// Attaches a document to an event and to a duty, and takes it away from one of them.
pub(super) async fn attach(desk: &Desk<'_>, project: Uuid) {
    let view = View::new(desk.hub, Arc::new(desk.caller.clone()));
    let key = [Key::new(desk.jurisdiction, project)];
    let documents = view.documents_of(&key).await.unwrap();
    let document = documents.iter().find(|row| row.standing == "current");
    let document = document.unwrap().id;
    let events = view.events_of(&key).await.unwrap();
    let event = events.iter().find(|row| row.standing == "current");
    let event = event.unwrap().id;
    let duty = view.obligations_of(&key).await.unwrap()[0].id;
    let attach = AttachDocument {
        project,
        expected_version: None,
        document,
        evidences: vec![Evidences::Event(event), Evidences::Duty(duty)],
    };
    desk.ask(None, &attach).await.unwrap();
    let detach = DetachDocument {
        project,
        expected_version: None,
        document,
        evidences: Some(vec![Evidences::Duty(duty)]),
        reason: "附错了".to_owned(),
    };
    desk.ask(None, &detach).await.unwrap();
}

/// What people enter.
pub(super) async fn by_hand(desk: &Desk<'_>, project: Uuid) {
    let fact = FactInput {
        name: "investment_yuan".to_owned(),
        value: json!("1190000.00"),
    };
    let report = RecordEntry {
        table: RecordKind::Report,
        period: "2026-Q1".parse().ok(),
        ..event(project, "quarterly_progress_report", "2026-04-02")
    };
    let attest = AttestFile {
        project,
        expected_version: None,
        tracked_since: "2026-01-01".parse().ok(),
        reason: None,
        facts: vec![fact.clone()],
        entries: vec![report],
    };
    desk.ask(Some("attest"), &attest).await.unwrap();
    let fact = FactInput {
        value: json!("1185000.00"),
        ..fact
    };
    let record = RecordFact {
        project,
        expected_version: None,
        fact,
        reason: None,
    };
    let recorded = desk.ask(None, &record).await.unwrap();
    let fact = recorded.record.unwrap();
    let reason = "录入有误".to_owned();
    desk.ask(
        None,
        &VoidFact {
            project,
            expected_version: None,
            fact,
            reason,
        },
    )
    .await
    .unwrap();
    let scope = Scope::jurisdictions(vec![desk.jurisdiction]);
    let rows = project_fact::Entity::find_in(&scope)
        .all(&desk.hub.reader())
        .await
        .unwrap();
    assert!(rows.iter().any(|row| row.standing == "voided"));
    if desk.caller.subject.ends_with("320902") {
        let exception = RecordException {
            project,
            expected_version: None,
            provision: "tinghu-06-not-in-plan".to_owned(),
            approved_by: "亭湖区人民政府".to_owned(),
            approved_on: today(),
            reason: "上级专项任务".to_owned(),
        };
        desk.ask(None, &exception).await.unwrap();
    }
    let mut granted = 0;
    for gate in Vocabulary::shared().names(Family::Gate) {
        let step = RequestStep {
            project,
            expected_version: None,
            gate: gate.to_owned(),
        };
        let outcome = desk.ask(None, &step).await.unwrap();
        granted += u32::from(matches!(outcome, StepOutcome::Granted { .. }));
    }
    assert!(granted > 0);
}

/// Somebody lets a difference stand.
pub(super) async fn settle(desk: &Desk<'_>) {
    let scope = Scope::jurisdictions(vec![desk.jurisdiction]);
    let disputed = discrepancy::Entity::find_in(&scope)
        .all(&desk.hub.reader())
        .await
        .unwrap();
    let open = disputed.iter().find(|row| row.state == "open").unwrap();
    let settle = SettleDiscrepancy {
        discrepancy: open.id,
        expected_version: Some(open.version),
        ruling: Ruling::Known,
        reason: "口径不同，均属实".to_owned(),
    };
    desk.ask(None, &settle).await.unwrap();
}

pub(super) async fn review(desk: &Desk<'_>) {
    let view = View::new(desk.hub, Arc::new(desk.caller.clone()));
    let open = Waiting {
        state: Some("open".to_owned()),
        ..Waiting::default()
    };
    let slice = Slice {
        size: 20,
        ..Default::default()
    };
    let listed = view.match_candidates(&open, &slice).await.unwrap().rows;
    let number = desk.carry_through(300).await.unwrap();
    for (row, project) in listed.iter().zip([Some(number), None]) {
        let settle = SettleMatch {
            candidate: row.id,
            expected_version: Some(row.version),
            project,
            reason: "核对原件".to_owned(),
        };
        desk.ask(None, &settle).await.unwrap();
    }
    apart::split(desk).await;
    apart::unlink(desk).await;
}

pub(super) async fn replay(desk: &Desk<'_>) {
    let scope = Scope::jurisdictions(vec![desk.jurisdiction]);
    let aside = quarantine::Entity::find_in(&scope)
        .all(&desk.hub.reader())
        .await
        .unwrap();
    let taught = aside
        .iter()
        .find(|row| row.path == TAUGHT && row.state == "open")
        .unwrap();
    let done = desk
        .hub
        .replay_quarantine(&desk.caller, desk.jurisdiction, None, taught.id);
    assert!(!matches!(done.await.unwrap(), Replayed::Still { .. }));
    let mut others = aside.iter().filter(|row| row.id != taught.id);
    let other = others.find(|row| row.state == "open").unwrap();
    let dismiss = DismissQuarantine {
        quarantine: other.id,
        reason: "来源已更正".to_owned(),
    };
    desk.ask(None, &dismiss).await.unwrap();
}
