//! One filing of one change, whatever was corrected since, and receipts that were set aside.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::json;
use shuniu_connectors::contract::System;
use shuniu_entities::{Keyed, OfProject, Scope, Tenant, obligation, outbox, quarantine};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{CorrectRecord, RecordEntry, RecordKind, VoidRecord};
use shuniu_hub::query::Key;
use shuniu_hub::sync::{Ask, HandOverProject, Replayed, RetireConnector};
use shuniu_tests::journey::{Desk, clerk, event, set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use crate::handed_over::{hand_over, outbox_row, project, states};

/// A place with all its systems.
struct Place {
    clock: Arc<ManualClock>,
    hub: Hub,
    id: Uuid,
    outside: Outside,
}

impl Place {
    async fn at(db: &TestDb) -> Self {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let id = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        outside.attach(&hub, id).await.unwrap();
        Self {
            clock,
            hub,
            id,
            outside,
        }
    }
}

fn change(project: Uuid, on: &str) -> RecordEntry {
    RecordEntry {
        attributes: BTreeMap::from([("change_kind".to_owned(), json!("content"))]),
        ..event(project, "change_decided", on)
    }
}

fn filing(project: Uuid, event: Uuid) -> HandOverProject {
    let reason = "需求调整".to_owned();
    let what = Ask::ChangeFiling {
        event,
        amount: None,
        reason,
    };
    hand_over(project, what)
}

async fn correct(desk: &Desk<'_>, record: Uuid, right: RecordEntry) -> Uuid {
    let correct = CorrectRecord {
        record,
        right,
        reason: "日期有误".to_owned(),
    };
    desk.ask(None, &correct).await.unwrap().record.unwrap()
}

on_both! {
    async fn a_change_that_was_voided_or_corrected_before_its_filing_went_out_is_not_filed(db: &TestDb) {
        let Place { hub, id: place, outside, .. } = Place::at(db).await;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = project(&desk, 1, "800000.00").await;
        let voided = desk.ask(None, &change(project, "2026-05-06")).await.unwrap().record.unwrap();
        let of_voided = desk.ask(None, &filing(project, voided)).await.unwrap().hand_over;
        let void = VoidRecord {
            project,
            expected_version: None,
            table: RecordKind::Event,
            record: voided,
            reason: "录错".to_owned(),
        };
        desk.ask(None, &void).await.unwrap();
        let wrong = desk.ask(None, &change(project, "2026-05-20")).await.unwrap().record.unwrap();
        let of_wrong = desk.ask(None, &filing(project, wrong)).await.unwrap().hand_over;
        let right = correct(&desk, wrong, change(project, "2026-05-21")).await;
        assert_eq!(states(&hub).await, ["withdrawn", "withdrawn"]);
        for row in [of_voided, of_wrong] {
            let row = outbox_row(&desk, row).await;
            assert!(row.answer.unwrap()["reason"].as_str().unwrap().contains("voided or corrected"));
        }
        let filed = async || {
            let journal = outside.journal(&System::MUNICIPAL_PROJECTS).await.unwrap();
            journal.counts.contains_key("POST /v1/changes")
        };
        assert!(!filed().await);

        desk.ask(None, &filing(project, right)).await.unwrap();
        assert_eq!(states(&hub).await, ["sent"], "what is right goes out");
        assert!(filed().await);
        outside.stop().await;
    }
}

on_both! {
    async fn a_change_is_filed_once_however_often_it_is_corrected(db: &TestDb) {
        let Place { hub, id: place, outside, .. } = Place::at(db).await;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = project(&desk, 1, "800000.00").await;
        let first = desk.ask(None, &change(project, "2026-05-06")).await.unwrap().record.unwrap();
        // What has not gone out makes room at once.
        desk.ask(None, &filing(project, first)).await.unwrap();
        let second = correct(&desk, first, change(project, "2026-05-07")).await;
        let filed = desk.ask(None, &filing(project, second)).await.unwrap().hand_over;
        let went = hub.deliver_due().await.unwrap();
        assert_eq!(went.len(), 1, "{went:?}");
        assert_eq!((went[0].id, went[0].state), (filed, "sent"));

        let third = correct(&desk, second, change(project, "2026-05-08")).await;
        let fourth = correct(&desk, third, change(project, "2026-05-09")).await;
        let refused = desk.ask(None, &filing(project, fourth)).await.unwrap_err().to_string();
        assert!(refused.contains(&filed.to_string()) && refused.contains("filed once"), "{refused}");
        let other = desk.ask(None, &change(project, "2026-05-20")).await.unwrap().record.unwrap();
        desk.ask(None, &filing(project, other)).await.unwrap();

        // What the other side turned down is filed anew.
        let raw = db.raw().await.unwrap();
        raw.execute("UPDATE outbox SET state = 'rejected' WHERE state = 'sent'").await.unwrap();
        raw.close().await.unwrap();
        desk.ask(None, &filing(project, fourth)).await.unwrap();
        outside.stop().await;
    }
}

on_both! {
    async fn nothing_is_handed_over_to_a_system_that_was_retired(db: &TestDb) {
        let Place { hub, id: place, outside, .. } = Place::at(db).await;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = project(&desk, 1, "800000.00").await;
        let decided = desk.ask(None, &change(project, "2026-05-06")).await.unwrap().record.unwrap();
        let system = System::MUNICIPAL_PROJECTS.as_str().to_owned();
        let retire = RetireConnector { system, reason: "平台停用".to_owned() };
        desk.ask(None, &retire).await.unwrap();
        let refused = desk.ask(None, &filing(project, decided)).await.unwrap_err().to_string();
        assert!(refused.contains("retired"), "{refused}");
        outside.attach(&hub, place).await.unwrap();
        desk.ask(None, &filing(project, decided)).await.unwrap();
        outside.stop().await;
    }
}

on_both! {
    async fn a_receipt_that_was_set_aside_is_told_of_and_proves_its_own_change(db: &TestDb) {
        let Place { clock, hub, id: place, outside } = Place::at(db).await;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = project(&desk, 1, "800000.00").await;
        let mut changes = Vec::new();
        for on in ["2026-05-06", "2026-05-20"] {
            changes.push(desk.ask(None, &change(project, on)).await.unwrap().record.unwrap());
        }
        let filed = desk.ask(None, &filing(project, changes[1])).await.unwrap().hand_over;
        // The platform's day lies ahead of the hub's.
        outside.advance(Duration::from_secs(3 * 86_400));
        for _ in 0..6 {
            clock.advance(TimeDelta::minutes(10));
            outside.advance(Duration::from_secs(600));
            hub.deliver_due().await.unwrap();
        }
        let scope = Scope::jurisdictions(vec![place]);
        let row = async || {
            let row = outbox::Entity::find_key(&scope, Key::new(place, filed));
            row.one(&hub.reader()).await.unwrap().unwrap()
        };
        let said = row().await;
        assert_eq!(said.state, "accepted");
        let reason = said.answer.unwrap()["reason"].to_string();
        assert!(reason.contains("set aside") && reason.contains("still to come"), "{reason}");

        clock.advance(TimeDelta::days(4));
        let aside = quarantine::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(aside.len(), 1);
        let replayed = hub.replay_quarantine(&desk.caller, place, None, aside[0].id).await.unwrap();
        assert_eq!(replayed, Replayed::Merged { project });
        let answer = row().await.answer.unwrap();
        assert!(answer["reason"].is_null() && answer["receipt"].is_string(), "{answer}");
        let duties = obligation::Entity::find_of(&scope, &[Key::new(place, project)])
            .filter(obligation::Column::Provision.eq("tinghu-28-change-filing"))
            .all(&hub.reader())
            .await
            .unwrap();
        let done: Vec<bool> = changes
            .iter()
            .map(|change| {
                let duty = duties.iter().find(|duty| duty.occurrence == change.to_string());
                duty.unwrap().fulfilled_on.is_some()
            })
            .collect();
        assert_eq!(done, [false, true], "{duties:?}");
        outside.stop().await;
    }
}
