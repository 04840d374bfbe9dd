//! What is marked comes in by no way, and leaves nothing: no row, no line of a log, no answer.

use std::fmt::Debug;
use std::sync::Arc;

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use shuniu_connectors::contract::{
    CanonicalRecord, Connector, Identity, Mapper, RecordError, Stream, System,
};
use shuniu_connectors::import::{Forms, Ledger, Limits, Upload};
use shuniu_connectors::mapping::Mapping;
use shuniu_connectors::sandbox::KNOWN;
use shuniu_connectors::trading_centre;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::RegisterProject;
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::sync::{Ask, HandOverProject, Source};
use shuniu_tests::journey::{Desk, clerk, new_project, set_up, today};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::world;
use shuniu_tests::{Double, Engine, StandIn, TestDb, canonical, on_both};

use crate::import::book::order;
use crate::log::Log;

/// Stands in everything that is marked.
const SECRET: &str = "隐语";

/// Every row of the database, as text.
pub(super) async fn everything(db: &TestDb) -> String {
    let raw = db.raw().await.unwrap();
    let all = canonical(&raw, &[]).await.unwrap().join("\n");
    raw.close().await.unwrap();
    all
}

/// The same connector with another mapping.
struct Remapped {
    was: Arc<dyn Connector>,
    mapping: Box<dyn Mapper>,
}

impl Double for Remapped {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    fn mapping(&self) -> &dyn Mapper {
        self.mapping.as_ref()
    }
}

/// The mapping of an agency whose trading centre carries the mark; the one that ships has none,
/// since what is traded there is public.
fn centre() -> Mapping {
    let marks = "source_time_format = \"%Y%m%d%H%M%S\"\n\
        classified = { path = \"/SECRECY\", classified = [\"涉密\"], open = [\"公开\"] }\n";
    let text = trading_centre::MAPPING.replace("source_time_format = \"%Y%m%d%H%M%S\"\n", marks);
    Mapping::parse("agency.toml", &text, &System::TRADING_CENTRE).unwrap()
}

/// Fills a record with what must not get out, but for what the system tells its records apart by;
/// gives the project code and the number that it is known by.
fn fill(record: &mut Value, mark: (&str, &str)) -> Vec<String> {
    let mut known_by = Vec::new();
    let fields = record.as_object_mut().unwrap();
    for (name, value) in fields.iter_mut() {
        let lower = name.to_lowercase();
        let ends = |of: &[&str]| of.iter().any(|end| lower.ends_with(end));
        if lower == "projectcode" || ends(&["project_code", "deal_code"]) {
            known_by.extend(value.as_str().map(ToOwned::to_owned));
        }
        let kept = ends(&[
            "no",
            "_id",
            "id",
            "at",
            "timestamp",
            "time",
            "code",
            "number",
        ]);
        if let (Value::String(text), false) = (value, kept) {
            *text = format!("{SECRET}{text}");
        }
    }
    fields.insert(mark.0.to_owned(), json!(mark.1));
    known_by
}

fn mark_of(system: &System) -> (&'static str, &'static str) {
    match system.as_str() {
        "municipal_projects" => ("secrecy", "涉密"),
        "trading_centre" => ("SECRECY", "涉密"),
        _ => ("secrecy", "1"),
    }
}

/// All systems tell of their projects, and each record bears the mark.
async fn all_marked(outside: &Outside) -> Vec<String> {
    let known = world(60);
    let mut known_by = Vec::new();
    for system in KNOWN {
        let mut streams = known.of_system(&system);
        for record in streams.values_mut().flatten() {
            known_by.extend(fill(record, mark_of(&system)));
        }
        let state = json!({"system": system.as_str(), "streams": streams, "extra": {}});
        outside.control(&system, "state", &state).await.unwrap();
    }
    known_by
}

async fn nothing_of_what_systems_mark_comes_in(engine: Engine) {
    let db = TestDb::migrated(engine).await.unwrap();
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let outside = Outside::with(&world(0), &clock).await.unwrap();
    let known_by = all_marked(&outside).await;
    assert!(known_by.len() > 40);
    let mut sources: Vec<Source> = outside.attach(&hub, place).await.unwrap();
    for source in &mut sources {
        if source.connector.system() == System::TRADING_CENTRE {
            let mapped = Arc::new(StandIn(Remapped {
                was: Arc::clone(&source.connector),
                mapping: Box::new(centre()),
            }));
            *source = hub.attach(place, mapped).await.unwrap();
        }
    }
    let log = Log::listen();
    for again in [false, true] {
        let counts = sync(&hub, &sources).await.unwrap();
        for (stream, done) in counts {
            assert_eq!(
                done.merged + done.unmatched + done.quarantined,
                0,
                "{stream}: {done:?}"
            );
            // A full reading begins anew; here each goes on where it was.
            assert!(again || done.refused > 0, "{stream}: {done:?}");
        }
        for source in &sources {
            hub.rehearse_sync(source, true).await.unwrap();
        }
    }
    let logged = log.end();
    assert!(logged.contains("GET"), "something was logged");
    let kept = everything(&db).await;
    for word in known_by.iter().map(String::as_str).chain([SECRET]) {
        assert!(!kept.contains(word), "{word} is kept");
        assert!(!logged.contains(word), "{word} is logged");
    }
    assert!(!kept.lines().any(|row| row.starts_with("project ")));
    outside.stop().await;
    db.remove().await.unwrap();
}

mod of_no_system_does_a_marked_record_come_in {
    use super::{Engine, nothing_of_what_systems_mark_comes_in};

    #[tokio::test]
    async fn sqlite() {
        nothing_of_what_systems_mark_comes_in(Engine::Sqlite).await;
    }

    #[tokio::test]
    async fn postgres() {
        nothing_of_what_systems_mark_comes_in(Engine::Postgres).await;
    }
}

/// Reads the mark on every receipt.
struct Marking(Arc<dyn Connector>);

impl Mapper for Marking {
    fn version(&self) -> &str {
        self.0.mapping_version()
    }

    fn names_of(&self, stream: &Stream) -> shuniu_connectors::mapping::Names {
        self.0.names(stream)
    }

    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        let mut record = self.0.map(stream, body)?;
        if *stream == Stream::RECEIPTS {
            record = CanonicalRecord {
                classified: true,
                ..CanonicalRecord::default()
            };
        }
        Ok(record)
    }

    fn identity(&self, stream: &Stream, body: &str) -> Identity {
        self.0.mapping().identity(stream, body)
    }
}

on_both! {
    async fn a_marked_receipt_brings_nothing_and_tells_its_project(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        let sources = outside.attach(&hub, place).await.unwrap();
        let system = System::INVESTMENT_APPROVAL;
        let source = sources.iter().find(|one| one.connector.system() == system).unwrap();
        let marking = Remapped {
            was: Arc::clone(&source.connector),
            mapping: Box::new(Marking(Arc::clone(&source.connector))),
        };
        hub.attach(place, Arc::new(StandIn(marking))).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let mut new: RegisterProject = new_project(1).unwrap();
        new.project_code = None;
        new.facts.push(shuniu_hub::command::FactInput {
            name: "investment_yuan".to_owned(),
            value: json!("1180000.00"),
        });
        let project = desk.ask(None, &new).await.unwrap().project;
        let apply = HandOverProject { project, expected_version: None, what: Ask::ProjectCodeApplication };
        desk.ask(Some("apply"), &apply).await.unwrap();
        let delivered = hub.deliver_due().await.unwrap();
        assert_eq!(delivered[0].state, "accepted");
        let kept = everything(db).await;
        assert!(!kept.lines().any(|row| row.starts_with("project_code ")), "its code came in");
        let bodies = kept.lines().filter(|row| row.starts_with("source_record "));
        let bodies: Vec<_> = bodies.collect();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        assert!(bodies[0].contains("refused") && !bodies[0].contains("receiptNo"), "{bodies:?}");
        let told = kept.lines().filter(|row| row.starts_with("finding ") && row.contains("secrecy:marked"));
        assert_eq!(told.count(), 1);
        outside.stop().await;
    }
}

/// A ledger of projects: marked, marked with a word of its own, open, and with a mark that nobody
/// understands.
const ROWS: [[&str; 5]; 4] = [
    ["隐语工程", "隐语局", "120", "2026-03-02", "是"],
    ["隐语二期", "隐语局", "隐语", "2026.13.1", "绝密"],
    ["城市照明改造", "亭湖区城市管理局", "20", "2026-03-02", "否"],
    ["隐语三期", "隐语局", "30", "2026-03-02", "隐语级"],
];
const HEADINGS: [&str; 5] = [
    "项目名称",
    "建设单位",
    "总投资（万元）",
    "立项批复日期",
    "是否涉密",
];

fn text_file() -> Vec<u8> {
    let lines = [HEADINGS].into_iter().chain(ROWS);
    let lines: Vec<String> = lines.map(|row| row.join(",")).collect();
    lines.join("\n").into_bytes()
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip([HEADINGS].into_iter().chain(ROWS)) {
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn is_silent(what: &str, said: &impl Debug) {
    let said = format!("{said:?}");
    assert!(!said.contains(SECRET), "{what}: {said}");
}

async fn nothing_of_a_marked_row_comes_in(engine: Engine) {
    let db = TestDb::migrated(engine).await.unwrap();
    let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let caller = clerk(0).unwrap();
    let log = Log::listen();
    for (bytes, dry_run) in [
        (text_file(), true),
        (text_file(), false),
        (workbook(), true),
        (workbook(), false),
        (workbook(), false),
    ] {
        let order = order(Kind::Projects, &bytes, dry_run);
        let done = hub.import(&caller, place, order).await.unwrap();
        let fates: Vec<Fate> = done.rows.iter().map(|row| row.fate).collect();
        assert_eq!(fates[..2], [Fate::Refused, Fate::Refused]);
        assert_eq!(fates[3], Fate::SetAside);
        is_silent("the answer", &serde_json::to_string(&done).unwrap());
        let copy = done.annotated().unwrap();
        let forms = Forms::of(hub.local_law(place).vocabulary());
        let upload = Upload {
            bytes: &copy,
            kind: Kind::Projects,
            sheet: None,
        };
        let read = Ledger::read(&upload, &forms, &Limits::default(), today()).unwrap();
        let said = format!("{:?}", read.sheet.rows);
        assert!(
            said.contains("涉密，未导入") && said.contains("城市照明改造"),
            "{said}"
        );
        is_silent("the annotated copy", &said);
        let kept = everything(&db).await;
        is_silent("the database", &kept);
        for row in done.ledger.rows.iter().filter(|row| row.sealed) {
            let hash = hub.seal().hash(row.body.as_bytes());
            assert!(
                !kept.contains(&hash),
                "the row could be guessed from a hash of it"
            );
        }
    }
    is_silent("the log", &log.end());
    db.remove().await.unwrap();
}

mod of_no_ledger_does_a_marked_row_come_in {
    use super::{Engine, nothing_of_a_marked_row_comes_in};

    #[tokio::test]
    async fn sqlite() {
        nothing_of_a_marked_row_comes_in(Engine::Sqlite).await;
    }

    #[tokio::test]
    async fn postgres() {
        nothing_of_a_marked_row_comes_in(Engine::Postgres).await;
    }
}
