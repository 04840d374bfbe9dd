//! Rounds in which all projects of a place are assessed anew: on several cores, stopped and gone
//! on with, writing what changed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use shuniu_api::load::{LoadOptions, fill};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::law::Law;
use shuniu_hub::ledger::verify;
use shuniu_hub::{Hub, Round};
use shuniu_policy::calendar::Calendar;
use shuniu_policy::{Calendars, Packs};
use shuniu_tests::probe::Recorder;
use shuniu_tests::{Raw, TestDb, on_both};
use uuid::Uuid;

const HOLIDAYS: &str = include_str!("../../policy/data/calendars/cn.csv");

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

async fn filled(db: &TestDb, clock: &Arc<ManualClock>) -> (Hub, Uuid) {
    let hub = db.hub(clock).await.unwrap();
    let options = LoadOptions {
        projects: PROJECTS,
        jurisdictions: 1,
        seed: 1,
        among_others: false,
    };
    fill(&hub, &options, &|_, _| ()).await.unwrap();
    let place = hub.known_jurisdictions()[0].id;
    hub.reassess_due(place, &()).await.unwrap();
    (hub, place)
}

/// A hub whose calendar holds further rows.
async fn restarted(db: &TestDb, clock: &Arc<ManualClock>, rows: &str) -> Hub {
    let mut calendars = Calendars::shipped();
    let more = format!("{HOLIDAYS}\n{rows}\n");
    calendars.add(Calendar::from_csv("cn", &more).unwrap());
    let law = Law::new(Packs::shipped().clone(), calendars);
    let hub = db
        .hub_under(clock, law, Arc::new(Recorder::default()))
        .await
        .unwrap();
    hub.load_jurisdictions().await.unwrap();
    hub
}

/// The names of all projects with their versions.
async fn versions(raw: &Raw) -> BTreeSet<Vec<String>> {
    let rows = raw
        .texts("SELECT name, CAST(version AS TEXT) FROM project")
        .await;
    rows.unwrap().into_iter().collect()
}

async fn count(raw: &Raw, sql: &str) -> u64 {
    raw.texts(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {sql}"))
        .await
        .unwrap()[0][0]
        .parse()
        .unwrap()
}

on_both! {
    async fn a_round_that_was_stopped_goes_on_with_the_rest(db: &TestDb) {
        let clock = Arc::new(ManualClock::at("2026-06-30".parse().unwrap()));
        let (before, place) = filled(db, &clock).await;
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
        let (_, place) = filled(db, &clock).await;
        let raw = db.raw().await.unwrap();
        let (was, entries) = (versions(&raw).await, count(&raw, "ledger").await);

        // A day that no clock of theirs counts: all are looked at, none is another than before.
        let hub = restarted(db, &clock, "2018-12-29,workday,元旦").await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), PROJECTS as u64);
        assert_eq!(versions(&raw).await, was);
        assert_eq!(count(&raw, "ledger").await, entries + 1, "that the law changed, and nothing else");

        // A day that some clocks count.
        let hub = restarted(db, &clock, "2026-06-29,holiday,台风停工\n2026-06-30,holiday,台风停工").await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), PROJECTS as u64);
        let told = count(&raw, "ledger WHERE entity = 'assessment'").await;
        let again = restarted(db, &clock, "2026-06-29,holiday,台风停工\n2026-06-30,holiday,台风停工").await;
        assert_eq!(again.reassess_due(place, &()).await.unwrap(), 0);
        let after = count(&raw, "ledger").await;
        assert!(after > entries + 2, "some duty moved");
        assert!(after < entries + 2 + PROJECTS as u64, "not every project changed: {told}");
        raw.close().await.unwrap();
    }
}
