//! Many write at once: numbers have no gaps, nothing is lost, and of two that saw the same
//! version one is refused.

use std::sync::Arc;

use shuniu_hub::clock::ManualClock;
use shuniu_hub::ledger::verify;
use shuniu_hub::{Fault, Hub};
use shuniu_tests::journey::{Desk, PLACES, clerk, event, new_project, set_up, today};
use shuniu_tests::{Raw, TestDb, on_both};
use uuid::Uuid;

const WRITERS: u32 = 8;
const EACH: u32 = 4;
const ROUNDS: u32 = 6;

/// How many registrations the ledgers hold.
async fn registered(raw: &Raw) -> u32 {
    let sql = "SELECT hash FROM ledger WHERE command = 'register_project' \
               AND body LIKE '{\"registered%'";
    u32::try_from(raw.column(sql).await.unwrap().len()).unwrap()
}

async fn hub(db: &TestDb) -> Hub {
    let clock = Arc::new(ManualClock::at(today()));
    db.hub(&clock).await.unwrap()
}

on_both! {
    async fn numbers_have_no_gaps_under_many_writers(db: &TestDb) {
        let hub = hub(db).await;
        let mut jurisdictions = Vec::new();
        for place in 0..PLACES.len() {
            jurisdictions.push(set_up(&hub, place).await.unwrap());
        }
        let mut writers = Vec::new();
        for (place, jurisdiction) in jurisdictions.iter().copied().enumerate() {
            for writer in 0..WRITERS {
                let hub = hub.clone();
                writers.push(tokio::spawn(async move {
                    let desk = Desk { hub: &hub, caller: clerk(place).unwrap(), jurisdiction };
                    for turn in 0..EACH {
                        let place = u32::try_from(place).unwrap();
                        let number = place * 1000 + writer * 100 + turn;
                        let new = new_project(number).unwrap();
                        let project = desk.ask(None, &new).await.unwrap().project;
                        let approved = event(project, "project_approved", "2026-03-02");
                        desk.ask(None, &approved).await.unwrap();
                    }
                }));
            }
        }
        for writer in writers {
            writer.await.unwrap();
        }
        for jurisdiction in jurisdictions {
            let report = verify(&hub.reader(), hub.seal(), jurisdiction, &[]).await.unwrap();
            assert_eq!(report.breach, None);
            // At least one entry for each command; what was assessed comes on top.
            assert!(report.entries >= i64::from(WRITERS * EACH * 2), "{report:?}");
        }
        let raw = db.raw().await.unwrap();
        assert_eq!(registered(&raw).await, WRITERS * EACH * 3, "none is lost or done twice");
        let units = raw.column("SELECT name FROM organization").await.unwrap();
        assert_eq!(units.len(), PLACES.len(), "one row per unit and jurisdiction");
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn of_two_that_saw_the_same_version_one_is_refused(db: &TestDb) {
        let hub = hub(db).await;
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
        let project = desk.ask(None, &new_project(1).unwrap()).await.unwrap().project;
        for round in 1..=5 {
            let ask = |kind: &'static str| {
                let hub = hub.clone();
                tokio::spawn(async move {
                    let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
                    let mut record = event(project, kind, "2026-03-02");
                    record.expected_version = Some(round);
                    desk.ask(None, &record).await
                })
            };
            let (one, other) = (ask("project_approved"), ask("contract_signed"));
            let outcomes = [one.await.unwrap(), other.await.unwrap()];
            let refused: Vec<_> = outcomes.iter().filter_map(|o| o.as_ref().err()).collect();
            assert_eq!(refused.len(), 1, "{outcomes:?}");
            let fault = refused[0].downcast_ref::<Fault>();
            let conflict = matches!(
                fault,
                Some(Fault::Conflict { expected, actual, .. })
                    if *expected == round && *actual == round + 1
            );
            assert!(conflict, "{fault:?}");
        }
        let raw = db.raw().await.unwrap();
        let events = raw.column("SELECT kind FROM project_event").await.unwrap();
        assert_eq!(events.len(), 5, "nothing that was granted is lost");
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn the_same_key_at_the_same_time_is_done_once(db: &TestDb) {
        let hub = hub(db).await;
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        for round in 0..ROUNDS {
            let asked = (0..WRITERS).map(|_| {
                let hub = hub.clone();
                tokio::spawn(async move {
                    let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
                    let key = format!("once {round}");
                    desk.ask(Some(&key), &new_project(round).unwrap()).await.unwrap().project
                })
            });
            let asked: Vec<_> = asked.collect();
            let mut answers: Vec<Uuid> = Vec::new();
            for one in asked {
                answers.push(one.await.unwrap());
            }
            answers.dedup();
            assert_eq!(answers.len(), 1, "every one got the same answer");
        }
        let raw = db.raw().await.unwrap();
        assert_eq!(registered(&raw).await, ROUNDS);
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn a_new_unit_named_by_many_at_once_is_one_row(db: &TestDb) {
        let hub = hub(db).await;
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let asked = (0..WRITERS).map(|number| {
            let hub = hub.clone();
            tokio::spawn(async move {
                let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
                let mut new = new_project(number).unwrap();
                new.unit.credit_code = None;
                desk.ask(None, &new).await.unwrap();
            })
        });
        let asked: Vec<_> = asked.collect();
        for one in asked {
            one.await.unwrap();
        }
        let raw = db.raw().await.unwrap();
        let units = raw.column("SELECT name FROM organization").await.unwrap();
        assert_eq!(units.len(), 1, "{units:?}");
        raw.close().await.unwrap();
    }
}
