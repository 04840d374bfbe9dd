use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Connector, Cursor, Page, Stream};
use shuniu_hub::clock::{Clock as _, ManualClock, PinnedDay};
use shuniu_hub::sync::Silent;
use shuniu_tests::journey::{PLACES, today};
use shuniu_tests::soak::is_soaking;
use shuniu_tests::tinghu::world;
use shuniu_tests::{Double, StandIn, TestDb};

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::over::PAGE;
use crate::conformance::scene::Scene;
use crate::conformance::subject::{Records, open};
use crate::kill::process::Process;

/// What a connection of such a process keeps of the file (SQLite), in KiB: so little that it is full
/// with the records of a tenth.
const CACHE_KIB: u32 = 256;

/// Projects of the world whose records a process of its own reads, and that ten times over.
const SOME: usize = 2_500;
/// Records on a page of such a process.
const MANY: usize = 200;

/// How much later it is on the other side with each line that the process writes, of which there are
/// some for each request.
const TICK: Duration = Duration::from_millis(20);

/// What is held at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Held {
    now: usize,
    most: usize,
    /// Bytes of the largest page.
    bytes: usize,
    pages: usize,
}

/// Watches how many pages are under way between the other side and the database.
struct Watched {
    was: Arc<dyn Connector>,
    held: Arc<Mutex<Held>>,
}

#[async_trait]
impl Double for Watched {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let page = self.was.pull(stream, cursor).await?;
        let bytes = page.records.iter().map(|one| one.body.len()).sum();
        assert!(
            page.records.len() <= PAGE,
            "a page of {}",
            page.records.len()
        );
        let mut held = self.held.lock().unwrap();
        held.now += 1;
        held.pages += 1;
        held.most = held.most.max(held.now);
        held.bytes = held.bytes.max(bytes);
        drop(held);
        Ok(page)
    }

    async fn kept(&self, stream: &Stream, kept: &Cursor) -> Result<(), Failure> {
        self.held.lock().unwrap().now -= 1;
        self.was.kept(stream, kept).await
    }
}

/// 16: no more is held in memory of ten times the records: one page, and none that is larger; in a
/// soak also by what a process holds at most, to a tenth.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let own = on.fresh().await;
    let scene = Scene::on(on, &own, &Records::new()).await;
    let day = scene.now() - TimeDelta::days(2);
    let one = held(&scene, PAGE, day).await;
    let ten = held(&scene, 10 * PAGE, day + TimeDelta::days(1)).await;
    assert!(ten.pages >= one.pages * 5, "{on}: {one:?} {ten:?}");
    assert_eq!((one.most, ten.most), (1, 1), "{on}: pages at once");
    assert!(
        ten.bytes <= one.bytes + one.bytes / 10,
        "{on}: {one:?} {ten:?}"
    );
    scene.end().await;
    own.remove().await.unwrap();
    if is_soaking() {
        let (some, more) = (most_held(on, SOME).await, most_held(on, 10 * SOME).await);
        println!("check 16 of {on}: {some} kB at most, {more} kB of ten times the records");
        assert!(more <= some + some / 10, "{on}: {some} kB, {more} kB");
    }
    Outcome::Held
}

/// The most memory, in kilobytes, of a process that reads the records of so many projects for the
/// first time.
async fn most_held(on: &Kit<'_>, projects: usize) -> u64 {
    let db = TestDb::migrated(on.db.engine()).await.unwrap();
    let records = on.shape.sound(&world(projects), &on.system);
    // The process goes by the hour of this machine.
    let clock = ManualClock::at(today());
    clock.advance(PinnedDay::new(today()).now() - clock.now());
    let side = on.subject.start(on.db.engine(), &records, &clock).await;
    let mut settings = side.settings();
    settings["page_size"] = json!(MANY);
    // What an operator allows stands above all instances.
    let http = settings.get_mut("http").and_then(Value::as_object_mut);
    if let Some(http) = http {
        http.remove("allow_private");
    }
    let config = db.folder().join("shuniu.toml");
    std::fs::write(&config, configured(on, &db, &settings)).unwrap();
    let words = ["sync", "--config", config.to_str().unwrap()];
    // Who counts requests by the second turns everybody away while time stands still.
    let goes_on = || side.advance(TICK);
    let most = Process::start(&words, None).most_held(goes_on).await;
    side.end().await;
    db.remove().await.unwrap();
    most
}

/// The settings file of a process that reads the system, as those of the instance say. No law is in
/// force where it reads: what judging takes is not of the connector.
fn configured(on: &Kit<'_>, db: &TestDb, settings: &Value) -> String {
    let (region, name, pack) = PLACES[0];
    let mut text = format!(
        r#"
        server = {{ today = "{today}" }}
        database = {{ url = "{url}", max_connections = 4, sqlite_cache_kib = {CACHE_KIB} }}
        ledger = {{ key_file = {key:?} }}
        connectors.allow_private_networks = true
        connectors.follow_today = true
        [[jurisdictions]]
        region = "{region}"
        name = "{name}"
        packs = ["{pack}"]
        effective_on = {{ {pack} = "2999-01-01" }}
        [[connectors.instances]]
        id = "measured"
        system = "{system}"
        jurisdiction = "{region}"
        "#,
        today = today(),
        url = db.url(),
        key = db.folder().join("ledger.key"),
        system = on.system,
    );
    for (key, value) in settings.as_object().unwrap() {
        writeln!(text, "{key} = {}", inline(value)).unwrap();
    }
    text
}

/// A value of the settings as TOML writes it on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(inline).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Object(values) => {
            let values = values.iter();
            let values = values.map(|(key, value)| format!("{key} = {}", inline(value)));
            let values: Vec<String> = values.collect();
            format!("{{ {} }}", values.join(", "))
        }
        value => value.to_string(),
    }
}

/// What a run holds over so many further records of the first stream, changed from an instant on.
async fn held(scene: &Scene<'_>, count: usize, first: DateTime<Utc>) -> Held {
    let on = scene.kit;
    let stream = scene.streams().remove(0);
    let of = &on.records[stream.as_str()][..3];
    let series = on.shape.series(&stream, of, (count, first));
    let brought = Records::from([(stream.as_str().to_owned(), series)]);
    scene.side.brings(&brought).await;
    let held = Arc::new(Mutex::new(Held::default()));
    let watched = Watched {
        was: open(&on.system, scene.side.as_ref(), &[]).unwrap(),
        held: Arc::clone(&held),
    };
    let source = scene.through(Arc::new(StandIn(watched)));
    let report = scene
        .hub
        .sync_stream(&source, &stream, false, &Silent)
        .await;
    let counts = report.unwrap().counts;
    let news = counts.received - counts.unchanged;
    assert!(news >= i64::try_from(count).unwrap(), "{on}: {counts:?}");
    let held = held.lock().unwrap();
    *held
}
