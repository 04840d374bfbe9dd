//! Rounds in which all projects of a place are assessed anew: on several cores, stopped and gone
//! on with, writing what changed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use shuniu_api::load::{LoadOptions, fill};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::db::Probe;
use shuniu_hub::law::Law;
use shuniu_hub::ledger::verify;
use shuniu_hub::{Hub, Round};
use shuniu_policy::calendar::Calendar;
use shuniu_policy::{Calendars, Packs};
use shuniu_tests::probe::{Dying, Meanwhile, Recorder};
use shuniu_tests::{Raw, TestDb, canonical, on_both};
use uuid::Uuid;

const HOLIDAYS: &str = include_str!("../../policy/data/calendars/cn.csv");

/// Days that the clocks of some projects count.
const STORM: &str = "2026-06-29,holiday,台风停工\n2026-06-30,holiday,台风停工";

/// More than two pages.
const PROJECTS: usize = 230;

/// Watches a round and stops it once so many were assessed.
#[derive(Default)]
struct Until {
    enough: Option<u64>,
    done: AtomicU64,
    due: AtomicU64,
}

impl Round for Until {
    fn assessed(&self, done: u64, due: u64) {
        assert!(
            done > self.done.swap(done, Ordering::SeqCst),
            "it only grows"
        );
        self.due.store(due, Ordering::SeqCst);
    }

    fn stops(&self) -> bool {
        self.enough
            .is_some_and(|enough| self.done.load(Ordering::SeqCst) >= enough)
    }
}

async fn filled(db: &TestDb, clock: &Arc<ManualClock>, projects: usize) -> (Hub, Uuid) {
    let hub = db.hub(clock).await.unwrap();
    let options = LoadOptions {
        projects,
        jurisdictions: 1,
        seed: 1,
        among_others: false,
    };
    fill(&hub, &options, &|_, _| ()).await.unwrap();
    let place = hub.known_jurisdictions()[0].id;
    hub.reassess_due(place, &()).await.unwrap();
    (hub, place)
}

async fn restarted(db: &TestDb, clock: &Arc<ManualClock>, rows: &str) -> Hub {
    watched(db, clock, rows, Arc::new(Recorder::default())).await
}

/// A hub whose calendar holds further rows.
pub(crate) async fn watched(
    db: &TestDb,
    clock: &Arc<ManualClock>,
    rows: &str,
    probe: Arc<dyn Probe>,
) -> Hub {
    let mut calendars = Calendars::shipped();
    let more = format!("{HOLIDAYS}\n{rows}\n");
    calendars.add(Calendar::from_csv("cn", &more).unwrap());
    let law = Law::new(Packs::shipped().clone(), calendars);
    let hub = db.hub_under(clock, law, probe).await.unwrap();
    hub.load_jurisdictions().await.unwrap();
    hub
}

/// The names of all projects with their versions.
pub(crate) async fn versions(raw: &Raw) -> BTreeSet<Vec<String>> {
    let rows = raw
        .texts("SELECT name, CAST(version AS TEXT) FROM project")
        .await;
    rows.unwrap().into_iter().collect()
}

pub(crate) async fn count(raw: &Raw, sql: &str) -> u64 {
    raw.texts(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {sql}"))
        .await
        .unwrap()[0][0]
        .parse()
        .unwrap()
}

on_both! {
    async fn a_round_that_was_stopped_goes_on_with_the_rest(db: &TestDb) {
        let clock = Arc::new(ManualClock::at("2026-06-30".parse().unwrap()));
        let (before, place) = filled(db, &clock, PROJECTS).await;
        let day = before.assessed_for(place).await.unwrap();
        assert!(day.is_some());

        let hub = restarted(db, &clock, "2026-08-03,holiday,台风停工").await;
        let stopped = Until { enough: Some(1), ..Until::default() };
        let first = hub.reassess_due(place, &stopped).await.unwrap();
        let left = hub.count_due(place).await.unwrap();
        assert!(first >= 100 && left > 0, "{first} assessed, {left} left");
        assert_eq!(first + left, PROJECTS as u64);
        assert_eq!(hub.assessed_for(place).await.unwrap(), None, "not all are assessed");

        // Another process goes on.
        let other = restarted(db, &clock, "2026-08-03,holiday,台风停工").await;
        let whole = Until::default();
        assert_eq!(other.reassess_due(place, &whole).await.unwrap(), left);
        assert_eq!((whole.done.into_inner(), whole.due.into_inner()), (left, left));
        assert_eq!(other.count_due(place).await.unwrap(), 0);
        assert_eq!(other.assessed_for(place).await.unwrap(), day);
        let report = verify(&other.reader(), other.seal(), place, &[]).await;
        assert_eq!(report.unwrap().breach, None);
    }
}

on_both! {
    async fn a_round_writes_what_changed_and_disturbs_nobody_else(db: &TestDb) {
        let clock = Arc::new(ManualClock::at("2026-06-30".parse().unwrap()));
        let (_, place) = filled(db, &clock, PROJECTS).await;
        let raw = db.raw().await.unwrap();
        let (was, entries) = (versions(&raw).await, count(&raw, "ledger").await);

        // A day that no clock of theirs counts: all are looked at, none is another than before.
        // For that each file is read once, and none of them is locked meanwhile.
        let recorder = Arc::new(Recorder::default());
        let hub = watched(db, &clock, "2018-12-29,workday,元旦", recorder.clone()).await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), PROJECTS as u64);
        assert_eq!(files_read(&recorder), PROJECTS.div_ceil(100));
        assert_eq!(versions(&raw).await, was);
        assert_eq!(count(&raw, "ledger").await, entries + 1, "that the law changed, and nothing else");

        // A day that some clocks count.
        let hub = restarted(db, &clock, STORM).await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), PROJECTS as u64);
        let told = count(&raw, "ledger WHERE entity = 'assessment'").await;
        let again = restarted(db, &clock, STORM).await;
        assert_eq!(again.reassess_due(place, &()).await.unwrap(), 0);
        let after = count(&raw, "ledger").await;
        assert!(after > entries + 2, "some duty moved");
        assert!(after < entries + 2 + PROJECTS as u64, "not every project changed: {told}");
        raw.close().await.unwrap();
    }
}

/// How often files were read, however many at once.
fn files_read(recorder: &Recorder) -> usize {
    let sent = recorder.statements();
    let of_gates = sent
        .iter()
        .filter(|sql| sql.contains("FROM \"gate_state\""));
    of_gates.count()
}

/// How often projects were assessed with a change, and how many they are.
async fn told(raw: &Raw, after: u64) -> (u64, u64) {
    let since = format!("ledger WHERE entity = 'assessment' AND seq > {after}");
    let all = count(raw, &since).await;
    let apart = format!("(SELECT DISTINCT project_id FROM {since}) AS told");
    (all, count(raw, &apart).await)
}

/// Calendars in turn: days that some projects count are holidays, and are not.
fn another(number: usize) -> &'static str {
    let both = [STORM, "2018-12-29,workday,元旦"];
    both[number % 2]
}

/// A page of projects, one of them with events and documents that count again when it is assessed.
async fn one_page(db: &TestDb, clock: &Arc<ManualClock>) -> (Raw, Uuid, u64) {
    let (_, place) = filled(db, clock, 60).await;
    let raw = db.raw().await.unwrap();
    let projects = count(&raw, "project").await;
    assert!(projects <= 100, "{projects}");
    for table in ["project_event", "document"] {
        let first = "(SELECT id FROM project ORDER BY name LIMIT 1)";
        let lose = format!("UPDATE {table} SET standing = 'losing' WHERE project_id = {first}");
        assert!(raw.execute(&lose).await.unwrap() > 0);
    }
    (raw, place, projects)
}

on_both! {
    async fn what_was_found_without_locks_is_what_is_found_under_them(db: &TestDb) {
        let clock = Arc::new(ManualClock::at("2026-06-30".parse().unwrap()));
        let (raw, place, projects) = one_page(db, &clock).await;
        let recorder = Arc::new(Recorder::default());
        let hub = watched(db, &clock, STORM, recorder.clone()).await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), projects);
        assert_eq!(files_read(&recorder), 2, "those of all, and one of them under lock");
        // Where somebody touches every project after the look, all are assessed under lock.
        let other = TestDb::migrated(db.engine()).await.unwrap();
        let (beside, place, _) = one_page(&other, &clock).await;
        let touching = other.raw().await.unwrap();
        let touch = async move {
            let sql = "UPDATE project SET next_change_on = '2026-06-01'";
            assert_eq!(touching.execute(sql).await.unwrap(), projects);
            touching.close().await.unwrap();
        };
        let meanwhile = Meanwhile::between("FROM \"sync_cursor\"", "BEGIN", touch);
        let hub = watched(&other, &clock, STORM, meanwhile.clone()).await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), projects);
        assert!(meanwhile.happened());
        let (quick, locked) = (canonical(&raw, &[]).await.unwrap(), canonical(&beside, &[]).await.unwrap());
        for (one, same) in quick.iter().zip(&locked) {
            assert_eq!(one, same);
        }
        assert_eq!(quick.len(), locked.len());
        raw.close().await.unwrap();
        beside.close().await.unwrap();
        other.remove().await.unwrap();
    }
}

on_both! {
    async fn two_workers_share_a_round(db: &TestDb) {
        let clock = Arc::new(ManualClock::at("2026-06-30".parse().unwrap()));
        let (_, place) = filled(db, &clock, PROJECTS).await;
        let raw = db.raw().await.unwrap();
        let before = count(&raw, "ledger").await;
        let one = restarted(db, &clock, another(0)).await;
        let other = restarted(db, &clock, another(0)).await;
        let (first, second) = tokio::join!(one.reassess_due(place, &()), other.reassess_due(place, &()));
        assert!(first.unwrap() + second.unwrap() >= PROJECTS as u64);
        assert_eq!(one.count_due(place).await.unwrap(), 0);
        let (entries, projects) = told(&raw, before).await;
        assert!(projects > 0);
        assert_eq!(entries, projects, "none was assessed twice");
        let report = verify(&one.reader(), one.seal(), place, &[]).await;
        assert_eq!(report.unwrap().breach, None);
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn a_worker_that_dies_leaves_the_rest_and_nothing_by_halves(db: &TestDb) {
        let clock = Arc::new(ManualClock::at("2026-06-30".parse().unwrap()));
        let (raw, place, _) = one_page(db, &clock).await;
        let (mut at, mut died) = (0, 0);
        loop {
            let before = count(&raw, "ledger").await;
            let dying = Dying::new(at);
            let hub = watched(db, &clock, another(died), dying.clone()).await;
            dying.arm();
            let ended = hub.reassess_due(place, &()).await;
            if ended.is_ok() {
                break;
            }
            let hub = restarted(db, &clock, another(died)).await;
            hub.reassess_due(place, &()).await.unwrap();
            assert_eq!(hub.count_due(place).await.unwrap(), 0);
            let (entries, projects) = told(&raw, before).await;
            assert!(projects > 0, "{at}");
            assert_eq!(entries, projects, "{at}");
            (at, died) = (at + 9, died + 1);
        }
        assert!(died > 8, "{died}");
        raw.close().await.unwrap();
    }
}
