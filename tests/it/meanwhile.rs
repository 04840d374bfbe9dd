//! What happens to a project after a round has looked at it and before it writes what it found.

use std::sync::Arc;

use sea_orm::QueryOrder;
use serde_json::json;
use shuniu_entities::{Key, OfProject, Scope, gate_state};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{FactInput, ProjectTie, RecordFact, RelateProjects};
use shuniu_tests::journey::{Desk, clerk, event, new_project, set_up, today};
use shuniu_tests::probe::Meanwhile;
use shuniu_tests::{Raw, TestDb, duties_of, on_both};
use uuid::Uuid;

use crate::rounds::{count, versions, watched};

const FILING: &str = "tinghu-11-cyberspace-filing-10-working-days";

/// What a look reads last of a page, and what a write begins with.
const LOOKED: &str = "FROM \"sync_cursor\"";
const WRITES: &str = "BEGIN";

/// Somebody of the data bureau, at a hub that knows nothing of the new law.
struct Somebody {
    hub: Hub,
    place: Uuid,
    number: usize,
}

impl Somebody {
    async fn records(&self, project: Uuid, kind: &str, on: &str) {
        self.desk()
            .ask(None, &event(project, kind, on))
            .await
            .unwrap();
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            hub: &self.hub,
            caller: clerk(self.number).unwrap(),
            jurisdiction: self.place,
        }
    }

    async fn registers(&self, number: u32) -> Uuid {
        let new = new_project(number).unwrap();
        self.desk().ask(None, &new).await.unwrap().project
    }
}

async fn somebody(db: &TestDb, clock: &Arc<ManualClock>, number: usize) -> Somebody {
    let hub = db.hub(clock).await.unwrap();
    let place = set_up(&hub, number).await.unwrap();
    Somebody { hub, place, number }
}

/// Nothing is otherwise when every project is assessed once more under the law in force.
async fn is_settled(raw: &Raw, hub: &Hub, place: Uuid) {
    let (was, entries) = (versions(raw).await, count(raw, "ledger").await);
    raw.execute("UPDATE project SET assessed_under = NULL")
        .await
        .unwrap();
    assert!(hub.reassess_due(place, &()).await.unwrap() > 0);
    assert_eq!(versions(raw).await, was);
    assert_eq!(count(raw, "ledger").await, entries);
}

async fn due(hub: &Hub, project: Key) -> Option<String> {
    let scope = Scope::jurisdictions(vec![project.jurisdiction]);
    let rows = duties_of(hub, &scope, &[project]).await.unwrap();
    let filing = rows.into_iter().find(|row| row.provision == FILING)?;
    filing.due_on.map(|day| day.to_string())
}

async fn gate(hub: &Hub, project: Key, name: &str) -> String {
    let scope = Scope::jurisdictions(vec![project.jurisdiction]);
    let rows =
        gate_state::Entity::find_of(&scope, &[project]).order_by_asc(gate_state::Column::Gate);
    let rows = rows.all(&hub.reader()).await.unwrap();
    rows.into_iter().find(|row| row.gate == name).unwrap().state
}

on_both! {
    async fn what_somebody_records_is_judged_by_the_new_law(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let clerk = Arc::new(somebody(db, &clock, 0).await);
        let raw = db.raw().await.unwrap();
        let (moves, stays) = (clerk.registers(1).await, clerk.registers(2).await);
        clerk.records(moves, "project_approved", "2026-06-10").await;
        clerk.hub.reassess_due(clerk.place, &()).await.unwrap();

        // Of a project for which nothing changes otherwise.
        let record = { let clerk = clerk.clone(); async move {
            clerk.records(stays, "project_approved", "2026-06-10").await;
        }};
        let meanwhile = Meanwhile::between(LOOKED, WRITES, record);
        let rows = "2026-06-11,holiday,台风停工";
        let hub = watched(db, &clock, rows, meanwhile.clone()).await;
        assert_eq!(hub.reassess_due(clerk.place, &()).await.unwrap(), 2);
        assert!(meanwhile.happened());
        let one = due(&hub, Key::new(clerk.place, moves)).await;
        assert!(one.is_some());
        assert_eq!(due(&hub, Key::new(clerk.place, stays)).await, one);
        is_settled(&raw, &hub, clerk.place).await;

        // And of one for which the new law changes something.
        let record = { let clerk = clerk.clone(); async move {
            clerk.records(moves, "contract_signed", "2026-06-22").await;
        }};
        let meanwhile = Meanwhile::between(LOOKED, WRITES, record);
        let rows = "2026-06-11,holiday,台风停工\n2026-06-12,holiday,台风停工";
        let hub = watched(db, &clock, rows, meanwhile.clone()).await;
        assert_eq!(hub.reassess_due(clerk.place, &()).await.unwrap(), 2);
        assert!(meanwhile.happened());
        let later = due(&hub, Key::new(clerk.place, moves)).await;
        assert!(later > one, "{later:?}");
        assert_eq!(count(&raw, "project_event WHERE kind = 'contract_signed'").await, 1);
        is_settled(&raw, &hub, clerk.place).await;
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn what_a_related_project_tells_is_not_missed(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let clerk = Arc::new(somebody(db, &clock, 1).await);
        let raw = db.raw().await.unwrap();
        let (old, new) = (clerk.registers(1).await, clerk.registers(2).await);
        let upgrade = RecordFact {
            project: new,
            expected_version: None,
            fact: FactInput { name: "build_nature".to_owned(), value: json!("upgrade") },
            reason: None,
        };
        clerk.desk().ask(None, &upgrade).await.unwrap();
        let relate = RelateProjects { project: new, expected_version: None, other: old, tie: ProjectTie::Predecessor };
        clerk.desk().ask(None, &relate).await.unwrap();
        clerk.hub.reassess_due(clerk.place, &()).await.unwrap();
        let key = Key::new(clerk.place, new);
        assert_eq!(gate(&clerk.hub, key, "followup_application").await, "closed");

        let accept = { let clerk = clerk.clone(); async move {
            clerk.records(old, "final_acceptance_passed", "2026-06-20").await;
        }};
        let meanwhile = Meanwhile::between(LOOKED, WRITES, accept);
        let hub = watched(db, &clock, "2018-12-29,workday,元旦", meanwhile.clone()).await;
        assert_eq!(hub.reassess_due(clerk.place, &()).await.unwrap(), 2);
        assert!(meanwhile.happened());
        assert_eq!(gate(&hub, key, "followup_application").await, "open");
        is_settled(&raw, &hub, clerk.place).await;
        raw.close().await.unwrap();
    }
}
