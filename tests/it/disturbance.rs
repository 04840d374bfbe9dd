//! Failures of the database that pass leave no trace: what was asked is done once.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::db::Probe;
use shuniu_hub::ledger::verify;
use shuniu_hub::query::View;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::probe::{Disturbance, Moment, Recorder, Saboteur, Severer};
use shuniu_tests::tinghu::world;
use shuniu_tests::{Engine, TestDb, canonical, on_both};
use uuid::Uuid;

use crate::questions::{Answers, about_projects, about_systems};

/// Most connections that the pool of a test's hub holds.
const POOL: usize = 10;
/// The number of the project that nothing disturbs.
const UNDISTURBED: u32 = 0;

async fn carry_out<P: Probe + 'static>(
    db: &TestDb,
    probe: &Arc<P>,
    begin: impl FnOnce(&P),
    place: Uuid,
    number: u32,
) {
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.watched_hub(&clock, probe.clone()).await.unwrap();
    hub.load_jurisdictions().await.unwrap();
    begin(probe);
    let desk = Desk {
        hub: &hub,
        caller: clerk(0).unwrap(),
        jurisdiction: place,
    };
    let done = desk.open_file(number).await;
    assert!(done.is_ok(), "project {number}: {:#}", done.unwrap_err());
    hub.database().clone().close().await.unwrap();
}

/// Every row of the database by what it means.
async fn rows(db: &TestDb) -> Vec<String> {
    let raw = db.raw().await.unwrap();
    let rows = canonical(&raw, &["project_code"]).await.unwrap();
    raw.close().await.unwrap();
    rows
}

/// Every row that names the project, without its number.
fn traces(rows: &[String], number: u32) -> Vec<String> {
    let mark = format!("〔{number}〕");
    let code = format!("2509-320902-04-01-{number:05}");
    // A folded name keeps the number without its brackets.
    let folded = format!("项目{number}");
    let own = rows
        .iter()
        .filter(|row| row.contains(&mark) && !is_of_number(row));
    let mut own: Vec<String> = own
        .map(|row| row.replace(&mark, "〔·〕").replace(&folded, "项目·"))
        .map(|row| blank_codes(&row, &code))
        .collect();
    own.sort();
    own
}

/// Whether it is one of the pairs of signs that hold a digit of the number: their number follows
/// from it.
fn is_of_number(row: &str) -> bool {
    // How many keys a name has, and which, follows from its number as well.
    if row.starts_with("project_key ") {
        return true;
    }
    let pair = row
        .strip_prefix("project_bigram ")
        .and_then(|row| row.split_once("bigram="));
    let pair = pair.map(|(_, rest)| rest.split(' ').next().unwrap_or_default());
    pair.is_some_and(|pair| pair.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Takes the project's code out; its check digit follows the number.
fn blank_codes(row: &str, code: &str) -> String {
    let mut parts = row.split(code);
    let mut blank = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        blank.push_str("<code>");
        blank.push_str(part.get(1..).unwrap_or_default());
    }
    blank
}

/// Prepares a database, carries one project through in peace, and tells the jurisdiction, the
/// number of statements and the traces.
async fn in_peace(db: &TestDb) -> (Uuid, usize, Vec<String>) {
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    // The unit is there from now on, so that every later run sends the same statements.
    let desk = Desk {
        hub: &hub,
        caller: clerk(0).unwrap(),
        jurisdiction: place,
    };
    desk.open_file(90_000).await.unwrap();
    let recorder = Arc::new(Recorder::default());
    carry_out(db, &recorder, Recorder::forget, place, UNDISTURBED).await;
    let traces = traces(&rows(db).await, UNDISTURBED);
    assert!(traces.len() > 20, "{traces:?}");
    (place, recorder.statements().len(), traces)
}

async fn agree(db: &TestDb, place: Uuid, projects: u32, expected: &[String]) {
    let rows = rows(db).await;
    for number in 1..=projects {
        assert_eq!(traces(&rows, number), expected, "project {number}");
    }
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let report = verify(&hub.reader(), hub.seal(), place, &[]).await.unwrap();
    assert_eq!(report.breach, None);
}

on_both! {
    async fn what_is_disturbed_at_any_statement_is_done_once(db: &TestDb) {
        let (place, statements, expected) = in_peace(db).await;
        let disturbances: &[(Disturbance, Moment)] = match db.engine() {
            Engine::Sqlite => &[(Disturbance::Busy, Moment::Before)],
            Engine::Postgres => &[
                (Disturbance::Serialization, Moment::Before),
                (Disturbance::ConnectionFailure, Moment::After),
            ],
        };
        let mut number = UNDISTURBED;
        for (disturbance, moment) in disturbances.iter().copied() {
            for statement in 0..statements {
                number += 1;
                let saboteur = Saboteur::new(disturbance, moment, statement);
                carry_out(db, &saboteur, Saboteur::arm, place, number).await;
                if !saboteur.struck() {
                    // BEGIN is seen before it goes out only: fewer come after than before.
                    assert!(moment == Moment::After && statement > statements / 2);
                    break;
                }
            }
        }
        agree(db, place, number, &expected).await;
    }
}

/// On PostgreSQL alone: a file has no connection to lose.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_loses_its_connection_at_any_statement_is_done_once() {
    let db = TestDb::migrated(Engine::Postgres).await.unwrap();
    let (place, statements, expected) = in_peace(&db).await;
    let mut number = UNDISTURBED;
    for statement in 0..statements {
        number += 1;
        let severer = Severer::new(db.url(), Moment::Before, statement);
        carry_out(&db, &severer, Severer::arm, place, number).await;
        assert!(severer.struck(), "{statement}");
    }
    agree(&db, place, number, &expected).await;
    db.remove().await.unwrap();
}

/// A place with projects from both systems and a person, and what waits for people.
async fn filled(db: &TestDb) -> Uuid {
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let outside = Outside::with(&world(8), &clock).await.unwrap();
    let sources = outside.attach(&hub, place).await.unwrap();
    sync(&hub, &sources).await.unwrap();
    let desk = Desk {
        hub: &hub,
        caller: clerk(0).unwrap(),
        jurisdiction: place,
    };
    desk.open_file(1).await.unwrap();
    hub.reassess_due(place, &()).await.unwrap();
    place
}

/// Every answer that a caller gets, disturbed by the probe once it begins.
async fn answers<P: Probe + 'static>(
    db: &TestDb,
    probe: &Arc<P>,
    begin: impl FnOnce(&P),
    place: Uuid,
) -> Vec<String> {
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.watched_hub(&clock, probe.clone()).await.unwrap();
    begin(probe);
    hub.load_jurisdictions().await.unwrap();
    let view = View::new(&hub, Arc::new(clerk(0).unwrap()));
    let mut answers = Answers::default();
    about_projects(&view, &mut answers).await;
    about_systems(&view, &mut answers).await;
    let report = verify(&hub.reader(), hub.seal(), place, &[]).await.unwrap();
    assert_eq!(report.breach, None);
    answers.said.push(format!("{report:?}"));
    hub.database().clone().close().await.unwrap();
    answers.said
}

/// Rows that are asked for by their keys come in any order.
fn agreeing(said: &[String], expected: &[String], when: &str) {
    let words = |text: &str| {
        let mut words: Vec<String> = text.split([' ', ',']).map(ToOwned::to_owned).collect();
        words.sort();
        words
    };
    assert_eq!(said.len(), expected.len(), "{when}");
    for (one, other) in said.iter().zip(expected) {
        let question = other.split(' ').next();
        assert!(
            one == other || words(one) == words(other),
            "{when}: {question:?}"
        );
    }
}

on_both! {
    async fn a_question_disturbed_at_any_statement_is_answered(db: &TestDb) {
        let place = filled(db).await;
        let recorder = Arc::new(Recorder::default());
        let expected = answers(db, &recorder, Recorder::forget, place).await;
        let statements = recorder.statements().len();
        assert!(statements > 40, "{statements}");
        let disturbances: &[(Disturbance, Moment)] = match db.engine() {
            Engine::Sqlite => &[(Disturbance::Busy, Moment::Before)],
            Engine::Postgres => &[
                (Disturbance::Serialization, Moment::Before),
                (Disturbance::ConnectionFailure, Moment::After),
            ],
        };
        for (disturbance, moment) in disturbances.iter().copied() {
            for statement in 0..statements {
                let saboteur = Saboteur::new(disturbance, moment, statement);
                let said = answers(db, &saboteur, Saboteur::arm, place).await;
                assert!(saboteur.struck(), "{statement}");
                agreeing(&said, &expected, &format!("{disturbance:?} at {statement}"));
            }
        }
    }
}

/// On PostgreSQL alone: a file has no connection to lose.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_loses_its_connection_at_any_statement_is_answered() {
    let db = TestDb::migrated(Engine::Postgres).await.unwrap();
    let place = filled(&db).await;
    let recorder = Arc::new(Recorder::default());
    let expected = answers(&db, &recorder, Recorder::forget, place).await;
    for statement in 0..recorder.statements().len() {
        let severer = Severer::new(db.url(), Moment::Before, statement);
        let said = answers(&db, &severer, Severer::arm, place).await;
        assert!(severer.struck(), "{statement}");
        agreeing(&said, &expected, &format!("severed at {statement}"));
    }
    db.remove().await.unwrap();
}

/// A pool that was busy holds as many dead connections as it may have, once the server restarts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_outlives_every_connection_of_the_pool() {
    let db = TestDb::migrated(Engine::Postgres).await.unwrap();
    let clock = Arc::new(ManualClock::at(today()));
    let severer = Severer::new(db.url(), Moment::Before, POOL + 1);
    let hub = db.watched_hub(&clock, severer.clone()).await.unwrap();
    let reader = hub.reader();
    let ask = async |sql: &str| {
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        let row = reader.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index::<i64>(0).unwrap()
    };
    severer.arm();
    let busy = "SELECT count(*) FROM generate_series(1, 1000000)";
    futures_util::future::join_all((0..POOL).map(|_| ask(busy))).await;
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()";
    assert!(ask(open).await >= POOL as i64);
    assert_eq!(ask("SELECT 1::bigint").await, 1);
    assert!(severer.struck());
    db.remove().await.unwrap();
}
