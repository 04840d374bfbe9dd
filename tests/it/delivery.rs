//! A worker dies at any point of a delivery, and another takes over: what is handed over arrives
//! once, whatever the system, and its receipt is one fact.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;
use shuniu_connectors::contract::System;
use shuniu_entities::{Keyed, OfProject, Scope, document, outbox};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::probe::Dying;
use shuniu_tests::soak::some_of;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};

/// What is handed over to a system, the request that carries it, and the paper that comes back.
struct Case {
    system: System,
    request: &'static str,
    paper: &'static str,
}

const CASES: [Case; 3] = [
    Case {
        system: System::INVESTMENT_APPROVAL,
        request: "POST /v1/project-codes/applications",
        paper: "project_code",
    },
    Case {
        system: System::MUNICIPAL_PROJECTS,
        request: "POST /v1/registrations",
        paper: "municipal_system_record",
    },
    Case {
        system: System::ASSET_CLOUD,
        request: "POST /v1/cards",
        paper: "asset_registration",
    },
];

/// Points of each system that are tried, unless all of them are.
const TRIED: usize = 10;
/// Rounds after which what was handed over has been decided on.
const ROUNDS: usize = 6;

/// A worker that dies at the point; how many points it came to.
async fn dies(db: &TestDb, clock: &Arc<ManualClock>, outside: &Outside, at: usize) -> usize {
    let dying = Dying::new(at);
    let hub = db.watched_hub(clock, dying.clone()).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    outside.attach(&hub, place).await.unwrap();
    dying.arm();
    let delivered = hub.deliver_due().await;
    assert_eq!(
        delivered.is_err(),
        at < dying.passed(),
        "{delivered:?} at {at}"
    );
    hub.database().clone().close().await.unwrap();
    dying.passed()
}

/// Delivers until all is decided.
async fn take_over(hub: &Hub, clock: &ManualClock) {
    for _ in 0..ROUNDS {
        clock.advance(TimeDelta::minutes(10));
        hub.deliver_due().await.unwrap();
    }
}

on_both! {
    async fn a_worker_that_dies_while_it_delivers_loses_and_doubles_nothing(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        outside.attach(&hub, place).await.unwrap();
        // So that each delivery ends with a receipt.
        let at_once = json!({"decide_after_questions": 0});
        outside.control(&System::ASSET_CLOUD, "settings", &at_once).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let scope = Scope::jurisdictions(vec![place]);
        let mut number = 0;
        for case in &CASES {
            // One that nobody disturbs tells how many points there are.
            number += 1;
            desk.handed_over(number, &case.system).await.unwrap();
            let points = dies(db, &clock, &outside, usize::MAX).await;
            assert!(points > 10, "{}: {points}", case.system);
            take_over(&hub, &clock).await;
            let all: Vec<usize> = (0..points).collect();
            let tried = some_of(&all, TRIED);
            for at in &tried {
                number += 1;
                let (project, row) = desk.handed_over(number, &case.system).await.unwrap();
                dies(db, &clock, &outside, *at).await;
                take_over(&hub, &clock).await;
                let key = shuniu_hub::query::Key::new(place, row);
                let row = outbox::Entity::find_key(&scope, key).one(&hub.reader()).await.unwrap();
                assert_eq!(row.unwrap().state, "accepted", "{} at {at}", case.system);
                let papers = document::Entity::find_of(&scope, &[shuniu_hub::query::Key::new(place, project)])
                    .filter(document::Column::Kind.eq(case.paper))
                    .count(&hub.reader())
                    .await
                    .unwrap();
                assert_eq!(papers, 1, "{} at {at}", case.system);
            }
            let journal = outside.journal(&case.system).await.unwrap();
            let sent = journal.counts[case.request];
            assert_eq!(sent, tried.len() as u64 + 1, "{}: each arrived once", case.system);
            println!("{:?} {}: a worker died at {} of {points} points", db.engine(), case.system, tried.len());
        }
    }
}
