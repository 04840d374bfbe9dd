//! A command is run once, and what it is answered is what was done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{DbErr, RuntimeErr, SqlxError};
use shuniu_hub::Fault;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::RecordEntry;
use shuniu_hub::db::Probe;
use shuniu_tests::journey::{Desk, clerk, event, new_project, set_up, today};
use shuniu_tests::probe::Recorder;
use shuniu_tests::{TestDb, on_both};

/// A record of somebody who saw the given version.
fn seen(project: uuid::Uuid, version: i64) -> RecordEntry {
    RecordEntry {
        expected_version: Some(version),
        ..event(project, "project_approved", "2026-03-02")
    }
}

on_both! {
    async fn what_is_refused_is_run_once(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let recorder = Arc::new(Recorder::default());
        let hub = db.watched_hub(&clock, recorder.clone()).await.unwrap();
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
        let project = desk.ask(None, &new_project(1).unwrap()).await.unwrap().project;
        // Without a key nobody else can have done it; under one, it is looked up once more.
        for (key, looked_up) in [(None, 1), (Some("k"), 2)] {
            recorder.forget();
            let refused = desk.ask(key, &seen(project, 99)).await.unwrap_err();
            let conflict = refused.downcast_ref::<Fault>();
            assert!(matches!(conflict, Some(Fault::Conflict { .. })), "{refused:?}");
            let sent = recorder.statements();
            let count = |words: &str| sent.iter().filter(|sql| sql.contains(words)).count();
            assert_eq!(count("BEGIN"), 1, "{sent:#?}");
            assert_eq!(count("FROM \"idempotency_key\""), looked_up, "{sent:#?}");
        }
    }
}

/// Loses the answer to the first COMMIT after it is armed.
#[derive(Debug, Default)]
struct Deaf {
    armed: AtomicBool,
}

impl Probe for Deaf {
    fn before(&self, _sql: &str) -> Result<(), DbErr> {
        Ok(())
    }

    fn after(&self, sql: &str) -> Result<(), DbErr> {
        if sql == "COMMIT" && self.armed.swap(false, Ordering::SeqCst) {
            let lost = SqlxError::Io(std::io::ErrorKind::ConnectionReset.into());
            return Err(DbErr::Exec(RuntimeErr::SqlxError(Arc::new(lost))));
        }
        Ok(())
    }
}

on_both! {
    async fn a_commit_whose_answer_was_lost_is_answered_and_no_conflict_with_itself(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let deaf = Arc::new(Deaf::default());
        let hub = db.watched_hub(&clock, deaf.clone()).await.unwrap();
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
        let project = desk.ask(None, &new_project(1).unwrap()).await.unwrap().project;
        deaf.armed.store(true, Ordering::SeqCst);
        let recorded = desk.ask(None, &seen(project, 1)).await.unwrap();
        assert!(!deaf.armed.load(Ordering::SeqCst), "a COMMIT came");
        let raw = db.raw().await.unwrap();
        let rows = raw.column("SELECT kind FROM project_event").await.unwrap();
        assert_eq!(rows.len(), 1, "{recorded:?}");
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn one_key_and_one_version_at_the_same_time_is_answered_alike(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
        let project = desk.ask(None, &new_project(1).unwrap()).await.unwrap().project;
        for version in 1..6 {
            let asked = (0..6).map(|_| {
                let hub = hub.clone();
                tokio::spawn(async move {
                    let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
                    let key = format!("key {version}");
                    desk.ask(Some(&key), &seen(project, version)).await.unwrap()
                })
            });
            let asked: Vec<_> = asked.collect();
            let mut answers = Vec::new();
            for one in asked {
                answers.push(one.await.unwrap());
            }
            answers.dedup();
            assert_eq!(answers.len(), 1, "{answers:?}");
        }
    }
}
