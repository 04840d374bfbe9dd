//! How far the record is complete is a matter of the database, not of the process that asks.

use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::QueryOrder;
use serde_json::json;
use shuniu_entities::{Scope, Tenant, gate_state, obligation};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{AttestFile, FactInput};
use shuniu_hub::sync::{RetireConnector, Source};
use shuniu_tests::journey::{Desk, clerk, event, new_project};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::probe::Meanwhile;
use shuniu_tests::tinghu::{TODAY, tinghu, world};
use shuniu_tests::{Engine, TestDb, duties_in, on_both};
use uuid::Uuid;

use crate::rounds::watched;

/// A duty that the approval platform tells of: the report of the fiscal review.
const FISCAL_REVIEW: &str = "tinghu-10-threshold-500k-fiscal-review";

/// Duties and gates as stored.
#[derive(Debug, PartialEq)]
struct Judged {
    duties: Vec<obligation::Model>,
    gates: Vec<gate_state::Model>,
}

impl Judged {
    /// How far the record of the fiscal reviews is complete, where one is owed.
    fn through(&self) -> Vec<Option<NaiveDate>> {
        let owed = self
            .duties
            .iter()
            .filter(|row| row.provision == FISCAL_REVIEW && row.triggered_on.is_some())
            .filter(|row| row.fulfilled_on.is_none());
        let mut days: Vec<_> = owed.map(|row| row.observed_through).collect();
        days.sort();
        days.dedup();
        days
    }
}

async fn stored(hub: &Hub, place: Uuid) -> Judged {
    let scope = Scope::jurisdictions(vec![place]);
    let reader = hub.reader();
    let gates = gate_state::Entity::find_in(&scope)
        .order_by_asc(gate_state::Column::ProjectId)
        .order_by_asc(gate_state::Column::Gate);
    Judged {
        duties: duties_in(hub, &scope).await.unwrap(),
        gates: gates.all(&reader).await.unwrap(),
    }
}

/// Has every project of the place assessed anew by the hub.
async fn judged(db: &TestDb, hub: &Hub, place: Uuid) -> Judged {
    let raw = db.raw().await.unwrap();
    raw.execute("UPDATE project SET assessed_under = NULL")
        .await
        .unwrap();
    raw.close().await.unwrap();
    assert!(hub.reassess_due(place, &()).await.unwrap() > 1);
    stored(hub, place).await
}

/// A project whose fiscal review is due.
async fn awaits_review(desk: &Desk<'_>) {
    let project = desk
        .ask(None, &new_project(1).unwrap())
        .await
        .unwrap()
        .project;
    let investment = FactInput {
        name: "investment_yuan".to_owned(),
        value: json!("1180000.00"),
    };
    let file = AttestFile {
        project,
        expected_version: None,
        tracked_since: "2026-01-01".parse().ok(),
        reason: None,
        facts: vec![investment],
        entries: vec![event(project, "expert_review_passed", "2026-05-20")],
    };
    desk.ask(None, &file).await.unwrap();
}

struct Scene {
    worker: Hub,
    replica: Hub,
    place: Uuid,
    outside: Outside,
    sources: Vec<Source>,
}

/// A worker with two systems that it has not read, and a hub that knows of none, at which a
/// file is entered.
async fn scene(db: &TestDb) -> Scene {
    let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
    let worker = db.hub(&clock).await.unwrap();
    let place = tinghu(&worker).await.unwrap();
    let outside = Outside::with(&world(12), &clock).await.unwrap();
    let sources = outside.attach(&worker, place).await.unwrap();
    let replica = db.hub(&clock).await.unwrap();
    replica.load_jurisdictions().await.unwrap();
    assert!(replica.sources().is_empty());
    let desk = Desk {
        hub: &replica,
        caller: clerk(0).unwrap(),
        jurisdiction: place,
    };
    awaits_review(&desk).await;
    Scene {
        worker,
        replica,
        place,
        outside,
        sources,
    }
}

/// Has the database refuse to note of any project when it is to be assessed.
async fn refuse_marks(db: &TestDb) {
    let refuse: &[&str] = match db.engine() {
        Engine::Postgres => &[
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'a project is marked'; END $$",
            "CREATE TRIGGER refuse BEFORE UPDATE OF next_change_on ON project
             FOR EACH ROW EXECUTE FUNCTION refuse()",
        ],
        Engine::Sqlite => &[
            "CREATE TRIGGER refuse BEFORE UPDATE OF next_change_on ON project
             BEGIN SELECT RAISE(ABORT, 'a project is marked'); END",
        ],
    };
    let raw = db.raw().await.unwrap();
    for sql in refuse {
        raw.execute(sql).await.unwrap();
    }
    raw.close().await.unwrap();
}

on_both! {
    async fn a_project_that_is_to_be_assessed_anyway_is_not_marked_again(db: &TestDb) {
        let Scene { worker, outside, sources, place, .. } = scene(db).await;
        sync(&worker, &sources).await.unwrap();
        refuse_marks(db).await;
        let again = sync(&worker, &sources).await.unwrap();
        assert!(again.values().all(|one| one.received == one.unchanged), "{again:?}");
        let raw = db.raw().await.unwrap();
        let due = "SELECT name FROM project WHERE next_change_on <= '2026-07-01'";
        assert!(!raw.texts(due).await.unwrap().is_empty());
        raw.close().await.unwrap();
        assert!(worker.assessed_for(place).await.unwrap().is_none(), "no round was made");
        outside.stop().await;
    }
}

on_both! {
    async fn a_hub_without_systems_judges_as_the_one_that_reads_them(db: &TestDb) {
        let Scene { worker, replica, place, outside, sources } = scene(db).await;
        let unread = stored(&worker, place).await.through();
        assert_eq!(unread, [NaiveDate::from_ymd_opt(1, 1, 1)]);
        sync(&worker, &sources).await.unwrap();
        worker.reassess_due(place, &()).await.unwrap();
        let read = stored(&worker, place).await.through();
        assert!(read.len() == 1 && read > unread, "{read:?}");
        let by_worker = judged(db, &worker, place).await;
        assert_eq!(by_worker.through(), read);
        assert_eq!(judged(db, &replica, place).await, by_worker);

        // Until somebody has told what a stream brings, nothing counts as complete.
        let raw = db.raw().await.unwrap();
        let forget = "UPDATE sync_cursor SET kinds = NULL, observed_through = NULL";
        raw.execute(forget).await.unwrap();
        raw.close().await.unwrap();
        let unknown = judged(db, &replica, place).await;
        assert_eq!(unknown.through(), unread);
        outside.attach(&worker, place).await.unwrap();
        sync(&worker, &sources).await.unwrap();
        assert_eq!(judged(db, &replica, place).await, by_worker);
    }
}

on_both! {
    async fn a_system_counts_until_it_is_retired_and_again_once_it_is_attached(db: &TestDb) {
        let Scene { worker, replica, place, outside, sources } = scene(db).await;
        sync(&worker, &sources).await.unwrap();
        let before = judged(db, &worker, place).await;
        let desk = Desk { hub: &replica, caller: clerk(0).unwrap(), jurisdiction: place };
        for source in &sources {
            let system = source.connector.system().as_str().to_owned();
            let silent = RetireConnector { system: system.clone(), reason: " ".to_owned() };
            assert!(desk.ask(None, &silent).await.is_err());
            let retire = RetireConnector { system, reason: "平台停用".to_owned() };
            desk.ask(None, &retire).await.unwrap();
        }
        // The next round assesses every project, whoever runs it.
        assert!(replica.reassess_due(place, &()).await.unwrap() > 1);
        assert_eq!(stored(&replica, place).await.through(), [None]);

        outside.attach(&worker, place).await.unwrap();
        assert!(replica.reassess_due(place, &()).await.unwrap() > 1);
        assert_eq!(stored(&replica, place).await.through(), before.through());
    }
}

on_both! {
    async fn a_round_writes_nothing_that_rests_on_how_far_a_system_had_been_read(db: &TestDb) {
        let Scene { worker, place, outside: _outside, sources, .. } = scene(db).await;
        sync(&worker, &sources).await.unwrap();
        worker.reassess_due(place, &()).await.unwrap();
        let read = stored(&worker, place).await.through();
        let raw = db.raw().await.unwrap();
        let forget = async move {
            let sql = "UPDATE sync_cursor SET kinds = NULL, observed_through = NULL";
            assert!(raw.execute(sql).await.unwrap() > 0);
            raw.close().await.unwrap();
        };
        let meanwhile = Meanwhile::between("FROM \"sync_cursor\"", "BEGIN", forget);
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let hub = watched(db, &clock, "2018-12-29,workday,元旦", meanwhile.clone()).await;
        assert!(hub.reassess_due(place, &()).await.unwrap() > 1);
        assert!(meanwhile.happened());
        let unread = stored(&hub, place).await.through();
        assert!(unread < read && unread == [NaiveDate::from_ymd_opt(1, 1, 1)], "{unread:?}");
    }
}

on_both! {
    async fn a_gate_that_waits_for_a_system_to_be_read_is_decided_then(db: &TestDb) {
        let Scene { worker, replica, place, outside: _outside, sources } = scene(db).await;
        let desk = Desk { hub: &replica, caller: clerk(0).unwrap(), jurisdiction: place };
        let new = new_project(2).unwrap();
        let project = desk.ask(None, &new).await.unwrap().project;
        let gates = async || {
            let all = stored(&worker, place).await.gates;
            let own = all.into_iter().filter(|row| row.project_id == project);
            own.map(|row| (row.gate, row.state, row.needs)).collect::<Vec<_>>()
        };
        let before = gates().await;
        // No duty has it assessed anew.
        let raw = db.raw().await.unwrap();
        raw.execute("UPDATE obligation SET observed_through = NULL").await.unwrap();
        raw.close().await.unwrap();
        sync(&worker, &sources).await.unwrap();
        assert_eq!(gates().await, before);
        worker.reassess_due(place, &()).await.unwrap();
        let after = gates().await;
        assert_ne!(after, before);
        judged(db, &worker, place).await;
        assert_eq!(gates().await, after);

        // What was read through today is not assessed once more for being read again.
        sync(&worker, &sources).await.unwrap();
        assert_eq!(worker.count_due(place).await.unwrap(), 0);
    }
}
