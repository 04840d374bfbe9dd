//! Why a run waits within a request is seen by whoever asks, in whatever process, for as long as it
//! waits.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use shuniu_api::config::SystemKind;
use shuniu_connectors::Clock;
use shuniu_connectors::contract::{Stream, System};
use shuniu_entities::{Scope, Tenant, sync_run};
use shuniu_hub::clock::Clock as _;
use shuniu_hub::sync::{Counts, Progress, RunReport, Source, SyncError, WaitingFor};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::house::{House, bureau};
use super::live::{Events, until};

const SYSTEM: System = System::TRADING_CENTRE;

const FOLLOW: &str = r#"subscription {
    syncProgress(system: "trading_centre") {
        stream run { state pages waitingFor { kind until attempt attempts after } }
    }
}"#;

const RUNS: &str =
    "{ syncRuns(first: 1) { state waitingFor { kind until attempt attempts after } } }";

/// A clock on which whoever sleeps does so until it is moved on.
#[derive(Debug)]
struct Held {
    start: DateTime<Utc>,
    passed: watch::Sender<Duration>,
    /// Whether nobody is held up any more.
    let_go: watch::Sender<bool>,
}

impl Held {
    fn at(start: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self {
            start,
            passed: watch::Sender::default(),
            let_go: watch::Sender::default(),
        })
    }

    fn advance(&self, by: Duration) {
        self.passed.send_modify(|passed| *passed += by);
    }
}

#[async_trait]
impl Clock for Held {
    fn now(&self) -> DateTime<Utc> {
        self.start + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        *self.passed.borrow()
    }

    async fn sleep(&self, duration: Duration) {
        let until = self.elapsed() + duration;
        let (mut passed, mut let_go) = (self.passed.subscribe(), self.let_go.subscribe());
        tokio::select! {
            biased;
            moved = passed.wait_for(|passed| *passed >= until) => drop(moved.unwrap()),
            freed = let_go.wait_for(|freed| *freed) => {
                drop(freed.unwrap());
                self.advance(duration);
            }
        }
    }
}

/// Keeps what it was told.
#[derive(Default)]
struct Told(Mutex<Vec<String>>);

impl Progress for Told {
    fn page(&self, _: &str, _: &str, _: &Counts) {}

    fn waits(&self, system: &str, stream: &str, waiting_for: &WaitingFor) {
        let line = format!("{system} {stream} {waiting_for}");
        self.0.lock().unwrap().push(line);
    }
}

/// The trading centre, read by a clock that stands still, and who follows it.
struct Scene {
    house: House,
    outside: Outside,
    clock: Arc<Held>,
    source: Source,
    told: Arc<Told>,
    events: Events,
}

impl Scene {
    async fn with(db: &TestDb, http: Value) -> Self {
        let house = House::at(db).await;
        let outside = Outside::with(&world(240), &house.clock).await.unwrap();
        let clock = Held::at(house.clock.now());
        let settings = outside.settings(&SYSTEM, &[("http", http)]).unwrap();
        let kind = SystemKind::of(SYSTEM.as_str()).unwrap();
        let connector = (kind.open)(settings, clock.clone()).unwrap();
        let source = house.hub.attach(house.tinghu, connector).await.unwrap();
        let request = async_graphql::Request::new(FOLLOW);
        let request = shuniu_api::graphql::admit(request, &house.hub, Arc::new(bureau()));
        let events = house.schema.execute_stream(request).boxed();
        Self {
            house,
            outside,
            clock,
            source,
            told: Arc::default(),
            events,
        }
    }

    fn reads(&self) -> JoinHandle<Result<RunReport, SyncError>> {
        let (hub, source) = (self.house.hub.clone(), self.source.clone());
        let told = self.told.clone();
        tokio::spawn(async move {
            hub.sync_stream(&source, &Stream::TENDERS, false, &*told)
                .await
        })
    }

    /// Follows the run until it is told so; what it waits for then.
    async fn waits(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        let told = until(&mut self.events, |told| {
            told["stream"] == "tenders" && holds(&told["run"])
        });
        let mut told = told.await;
        told["run"]["waitingFor"].take()
    }

    fn seconds(&self, later: i64) -> DateTime<Utc> {
        self.house.clock.now() + TimeDelta::seconds(later)
    }

    /// What of it is stored.
    async fn stored(&self) -> Option<Value> {
        let scope = Scope::jurisdictions(vec![self.house.tinghu]);
        let reader = self.house.hub.reader();
        let run = sync_run::Entity::find_in(&scope).one(&reader).await;
        run.unwrap().unwrap().waiting_for
    }
}

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

on_both! {
    async fn what_the_other_side_asks_for_is_seen_while_it_is_waited_for(db: &TestDb) {
        let http = json!({"allow_private": true, "requests_per_second": 2, "burst": 1});
        let mut scene = Scene::with(db, http).await;
        let faults = json!({"status": 429, "retry_after": 30, "for_requests": 1});
        scene.outside.control(&SYSTEM, "faults", &faults).await.unwrap();
        let run = scene.reads();

        let shown = scene.waits(|run| !run["waitingFor"].is_null()).await;
        let until = instant(&shown["until"]);
        assert_eq!(until, scene.seconds(30));
        let expected = json!({
            "kind": "RETRY_AFTER", "until": shown["until"], "attempt": 2, "attempts": 4,
            "after": "THROTTLED",
        });
        assert_eq!(shown, expected);
        assert_eq!(
            *scene.told.0.lock().unwrap(),
            [format!(
                "trading_centre tenders waits until {}: the other side asked for it (Retry-After); attempt 2 of 4 comes next, the one before was turned away",
                until.format("%Y-%m-%d %H:%M:%S UTC"),
            )]
        );
        // Another process over the same database sees it as well.
        let beside = db.hub(&scene.house.clock).await.unwrap();
        beside.load_jurisdictions().await.unwrap();
        let request = async_graphql::Request::new(RUNS);
        let request = shuniu_api::graphql::admit(request, &beside, Arc::new(bureau()));
        let answer = scene.house.schema.execute(request).await;
        let answer = answer.data.into_json().unwrap();
        assert_eq!(answer["syncRuns"], json!([{"state": "running", "waitingFor": expected}]));

        // The page goes on, and the next waits for less than a second.
        scene.clock.advance(Duration::from_secs(30));
        assert_eq!(scene.waits(|run| run["pages"] == 1).await, Value::Null);
        assert_eq!(scene.stored().await, None);
        scene.clock.let_go.send_replace(true);
        run.await.unwrap().unwrap();
        assert_eq!(scene.told.0.lock().unwrap().len(), 1);
        assert_eq!(scene.waits(|run| run["state"] == "finished").await, Value::Null);
    }
}

on_both! {
    async fn a_budget_that_is_spent_is_seen_while_it_is_waited_for(db: &TestDb) {
        let http = json!({"allow_private": true, "requests_per_second": 1, "burst": 1});
        let mut scene = Scene::with(db, http).await;
        let run = scene.reads();

        let shown = scene.waits(|run| !run["waitingFor"].is_null()).await;
        assert_eq!(instant(&shown["until"]), scene.seconds(1));
        let expected = json!({
            "kind": "BUDGET", "until": shown["until"], "attempt": null, "attempts": null,
            "after": null,
        });
        assert_eq!(shown, expected);
        // Once that moment has passed nobody waits for it any more.
        scene.house.clock.advance(TimeDelta::seconds(1));
        let after = scene.house.data(&bureau(), RUNS).await;
        assert_eq!(after["syncRuns"], json!([{"state": "running", "waitingFor": null}]));
        assert!(scene.stored().await.is_some());
        scene.clock.let_go.send_replace(true);
        run.await.unwrap().unwrap();
        assert_eq!(scene.stored().await, None);
    }
}

on_both! {
    async fn a_pause_before_another_attempt_is_seen_and_ends_with_the_run(db: &TestDb) {
        // So long that hardly any of its random lengths is less than a second.
        let http = json!({
            "allow_private": true, "attempts": 2, "max_wait_ms": 2_000_000_000_u64,
            "backoff_base_ms": 1_000_000_000, "backoff_max_ms": 1_000_000_000,
        });
        let mut scene = Scene::with(db, http).await;
        let faults = json!({"status": 503});
        scene.outside.control(&SYSTEM, "faults", &faults).await.unwrap();
        let run = scene.reads();

        let shown = scene.waits(|run| !run["waitingFor"].is_null()).await;
        assert!(instant(&shown["until"]) >= scene.seconds(1));
        let expected = json!({
            "kind": "RETRY", "until": shown["until"], "attempt": 2, "attempts": 2,
            "after": "UNANSWERED",
        });
        assert_eq!(shown, expected);
        scene.clock.let_go.send_replace(true);
        let failed = run.await.unwrap().unwrap_err();
        assert!(failed.to_string().contains("status 503"), "{failed}");
        assert_eq!(scene.waits(|run| run["state"] == "failed").await, Value::Null);
        assert_eq!(scene.stored().await, None);
    }
}
