//! A project's file entered in one command, and what follows from how far it is vouched for.

use std::sync::Arc;

use serde_json::json;
use shuniu_entities::{Key, Keyed, Scope, obligation, project};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{AttestFile, FactInput};
use shuniu_hub::{Fault, Hub};
use shuniu_tests::journey::{Desk, clerk, event, new_project, set_up, today};
use shuniu_tests::{TestDb, duties_of, on_both};
use uuid::Uuid;

const CYBERSPACE_FILING: &str = "tinghu-11-cyberspace-filing-10-working-days";

fn fact(name: &str, value: serde_json::Value) -> FactInput {
    FactInput {
        name: name.to_owned(),
        value,
    }
}

/// An approved project of the full process, nothing filed.
fn file(project: Uuid, since: &str) -> AttestFile {
    AttestFile {
        project,
        expected_version: None,
        tracked_since: since.parse().ok(),
        reason: None,
        facts: vec![
            fact("budget_yuan", json!("1200000")),
            fact("investment_yuan", json!("1180000")),
        ],
        entries: vec![event(project, "project_approved", "2026-03-02")],
    }
}

async fn filing(hub: &Hub, key: Key) -> Vec<obligation::Model> {
    let scope = Scope::jurisdictions(vec![key.jurisdiction]);
    let rows = duties_of(hub, &scope, &[key]).await.unwrap();
    let of = |row: &obligation::Model| row.provision == CYBERSPACE_FILING;
    rows.into_iter().filter(of).collect()
}

on_both! {
    async fn what_was_not_filed_is_late_only_where_the_file_is_vouched_for(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
        let mut project = Uuid::nil();
        for (number, since, late) in [(1, "2026-01-01", true), (2, "2026-06-01", false)] {
            project = desk.ask(None, &new_project(number).unwrap()).await.unwrap().project;
            let told = desk.ask(Some("文件"), &file(project, since)).await;
            // The key belongs to the first file.
            let told = if number == 1 { told } else { desk.ask(None, &file(project, since)).await };
            assert_eq!(told.unwrap().recorded, 3, "two values and an event");
            let duties = filing(&hub, Key::new(jurisdiction, project)).await;
            let open = duties.iter().any(|duty| {
                !duty.undetermined && duty.fulfilled_on.is_none() && duty.last_on < Some(today())
            });
            assert_eq!(open, late, "vouched for since {since}: {duties:?}");
        }

        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let find = || project::Entity::find_key(&scope, Key::new(jurisdiction, project));
        let row = find().one(&hub.reader()).await.unwrap().unwrap();
        assert_eq!(row.tracked_since, "2026-06-01".parse().ok());
        let mut foreign = file(project, "2026-02-01");
        foreign.entries.push(event(Uuid::now_v7(), "contract_signed", "2026-05-01"));
        let refused = desk.ask(None, &foreign).await.unwrap_err();
        assert!(matches!(refused.downcast_ref(), Some(Fault::Invalid { .. })), "{refused:?}");
        assert_eq!(find().one(&hub.reader()).await.unwrap().unwrap(), row, "nothing remains");
    }
}

on_both! {
    async fn the_same_file_twice_under_one_key_is_entered_once(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
        let project = desk.ask(None, &new_project(1).unwrap()).await.unwrap().project;
        let entered = desk.ask(Some("文件"), &file(project, "2026-01-01")).await.unwrap();
        let raw = db.raw().await.unwrap();
        let count = "SELECT CAST(count(*) AS TEXT) FROM ledger";
        let before = raw.column(count).await.unwrap();
        let again = desk.ask(Some("文件"), &file(project, "2026-01-01")).await.unwrap();
        assert_eq!(again, entered);
        assert_eq!(raw.column(count).await.unwrap(), before);
    }
}

on_both! {
    async fn no_project_is_followed_since_a_day_to_come(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
        for (since, taken) in [("2030-01-01", false), ("2026-07-01", false), ("2026-06-30", true)] {
            let mut new = new_project(1).unwrap();
            new.tracked_since = since.parse().ok();
            let told = desk.ask(None, &new).await;
            assert_eq!(told.is_ok(), taken, "{since}: {told:?}");
        }
    }
}
