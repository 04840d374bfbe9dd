use std::sync::Arc;

use serde_json::Value;
use shuniu_connectors::import::{Forms, Kind, Ledger, Limits, Standing, Upload};
use shuniu_hub::Hub;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::Fate;
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::served::{Reply, Served};
use shuniu_tests::{TestDb, canonical, on_both};
use uuid::Uuid;

use super::book::{dirty, fates, order};

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn read(hub: &Hub, place: Uuid, kind: Kind, bytes: &[u8]) -> Ledger {
    let forms = Forms::of(hub.local_law(place).vocabulary());
    let upload = Upload {
        bytes,
        kind,
        sheet: None,
    };
    Ledger::read(&upload, &forms, &Limits::default(), today()).unwrap()
}

on_both! {
    async fn a_template_asks_for_what_the_law_of_the_place_reads(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let (tinghu, bayingolin) = (set_up(&hub, 0).await.unwrap(), set_up(&hub, 1).await.unwrap());
        let caller = Caller {
            jurisdictions: [clerk(0).unwrap(), clerk(1).unwrap()].map(|one| one.jurisdictions[0]).into(),
            ..clerk(0).unwrap()
        };
        for kind in Kind::ALL {
            let template = hub.template(&caller, tinghu, kind).await.unwrap();
            let ledger = read(&hub, tinghu, kind, &template);
            assert!(ledger.rows.is_empty() && ledger.layout.left_out.is_empty(), "{kind}: {:?}", ledger.layout);
        }
        let headings = async |place| {
            let template = hub.template(&caller, place, Kind::Projects).await.unwrap();
            let ledger = read(&hub, place, Kind::Projects, &template);
            let used = ledger.layout.used.into_iter();
            used.map(|one| one.heading).collect::<Vec<String>>()
        };
        let (here, there) = (headings(tinghu).await, headings(bayingolin).await);
        for heading in ["*项目名称", "*建设单位", "总投资（万元）", "台账起始日", "立项批复日期", "是否涉密"] {
            assert!(here.iter().any(|one| one == heading), "{heading} is not in {here:?}");
        }
        assert_ne!(here, there, "each place asks for what its own law reads");
    }
}

on_both! {
    async fn the_annotated_copy_is_the_ledger_with_the_answers_beside_it(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let told = hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, &dirty(), false)).await.unwrap();
        let copy = told.annotated().unwrap();
        let (was, is) = (&told.ledger, read(&hub, place, Kind::Projects, &copy));
        assert_eq!(is.layout.used, was.layout.used);
        for row in &was.rows {
            let copied = is.rows.iter().find(|one| one.number == row.number);
            if row.sealed {
                // Of a secret row only the verdict is left.
                assert!(copied.is_none_or(|one| one.standing == Standing::Aside), "{copied:?}");
            } else if matches!(row.standing, Standing::Record(_)) {
                assert_eq!(copied.unwrap().body, row.body, "every cell is as it was");
            }
        }
        let printed = |row: u32, column: u32| {
            let row = is.sheet.rows.iter().find(|one| one.number == row).unwrap();
            row.cell(column).map(shuniu_connectors::import::sheet::Cell::printed).unwrap_or_default()
        };
        assert_eq!(printed(4, 9), "导入结果");
        assert_eq!(printed(5, 9), Fate::Entered.zh());
        assert_eq!(printed(8, 9), Fate::SetAside.zh());
        assert!(printed(8, 10).contains("没有 13 月") && printed(8, 10).contains("2025-03-01"));
        assert_eq!(printed(11, 9), Fate::Refused.zh());

        // A text that would be a formula stays a text, and the copy can be handed in again.
        let live = "项目名称,建设单位,总投资（万元）\n=cmd|' /C calc'!A0,@某单位,12\n";
        let told = hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, live.as_bytes(), true)).await.unwrap();
        let copy = told.annotated().unwrap();
        let copied = read(&hub, place, Kind::Projects, &copy);
        let cells = copied.sheet.rows.iter().flat_map(|row| &row.cells);
        assert!(cells.clone().all(|cell| cell.formula.is_none()));
        assert!(cells.clone().any(|cell| cell.printed() == "=cmd|' /C calc'!A0"));
        let again = hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, &copy, true)).await.unwrap();
        assert_eq!(fates(&again), fates(&told));
    }
}

on_both! {
    async fn the_annotated_copy_of_a_rehearsal_says_that_it_was_one(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let told = hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, &dirty(), true)).await.unwrap();
        let copy = told.annotated().unwrap();
        let is = read(&hub, place, Kind::Projects, &copy);
        let verdict = |row: u32| {
            let row = is.sheet.rows.iter().find(|one| one.number == row).unwrap();
            row.cell(9).map(shuniu_connectors::import::sheet::Cell::printed).unwrap_or_default()
        };
        assert_eq!(verdict(5), "试导入：可导入（将新建项目）");
        for row in told.rows.iter().map(|one| one.row) {
            let verdict = verdict(row);
            assert!(verdict.starts_with("试导入：") && !verdict.contains("已导入"), "{row}: {verdict}");
        }
        // Handed in as it is, it is the same ledger.
        let again = hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, &copy, true)).await.unwrap();
        let kept = |fate: &Fate| matches!(fate, Fate::Entered);
        let entered = |told: &shuniu_hub::import::Imported| told.rows.iter().filter(|one| kept(&one.fate)).count();
        assert_eq!(entered(&again), entered(&told));
    }
}

async fn rows(db: &TestDb) -> Vec<String> {
    let raw = db.raw().await.unwrap();
    let rows = canonical(&raw, &[]).await.unwrap();
    raw.close().await.unwrap();
    rows
}

/// Whether what is told has Chinese before English.
fn is_in_both_languages(reply: &Reply) -> bool {
    let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let message = answer["errors"][0]["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    message.split_once('；').is_some_and(|(zh, en)| {
        !zh.is_ascii() && en.chars().any(|letter| letter.is_ascii_alphabetic())
    })
}

struct Counter {
    served: Served,
    token: String,
}

impl Counter {
    async fn send(&self, first: &str, accept: &str, body: &[u8]) -> Reply {
        let lines = [
            format!("authorization: Bearer {}", self.token),
            format!("accept: {accept}"),
            format!("content-length: {}", body.len()),
        ];
        self.served.send(first, &lines, body).await.unwrap()
    }
}

on_both! {
    async fn a_ledger_is_handed_in_over_http(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let served = Served::over(&hub).await.unwrap();
        let token = served.token(&clerk(0).unwrap()).unwrap();
        let viewer = Caller { role: Role::Viewer, ..clerk(0).unwrap() };
        let viewer = served.token(&viewer).unwrap();
        let counter = Counter { served, token };
        let before = rows(db).await;
        let trial = counter.send("POST /ingest/projects?jurisdiction=320902&dryRun=true", "application/json", &dirty()).await;
        assert_eq!(trial.status, 200, "{trial:?}");
        let told: Value = serde_json::from_slice(&trial.body).unwrap();
        assert_eq!((&told["dryRun"], told["rows"].as_array().unwrap().len()), (&Value::Bool(true), 18));
        assert_eq!(told["unreadSheets"], Value::Array(Vec::new()));
        assert_eq!(told["rows"][3]["troubles"][0]["code"], "day");
        assert_eq!(rows(db).await, before);

        let done = counter.send("POST /ingest/projects?jurisdiction=320902", WORKBOOK, &dirty()).await;
        assert_eq!((done.status, done.header("content-type")), (200, WORKBOOK));
        let copy = read(&hub, place, Kind::Projects, &done.body);
        assert_eq!(copy.kind, Kind::Projects);

        let template = counter.send("GET /templates/contracts?jurisdiction=320902", "*/*", b"").await;
        assert_eq!((template.status, template.header("content-type")), (200, WORKBOOK));
        let ledger = read(&hub, place, Kind::Contracts, &template.body);
        assert!(ledger.rows.is_empty());

        for (first, body, status, code) in [
            ("POST /ingest/projekts?jurisdiction=320902", &b"x"[..], 404, "NOT_FOUND"),
            ("POST /ingest/projects?jurisdiction=110101", b"x", 404, "NOT_FOUND"),
            ("POST /ingest/projects", b"x", 400, "BAD_USER_INPUT"),
            ("GET /templates/projekts?jurisdiction=320902", b"", 404, "NOT_FOUND"),
            ("GET /templates/projects", b"", 400, "BAD_USER_INPUT"),
            ("POST /ingest/projects?jurisdiction=320902", b"\xd0\xcf\x11\xe0", 400, "BAD_USER_INPUT"),
        ] {
            let refused = counter.send(first, "application/json", body).await;
            assert_eq!((refused.status, refused.code().as_str()), (status, code), "{first}: {refused:?}");
            assert!(is_in_both_languages(&refused), "{first}: {refused:?}");
        }
        let stranger = Counter { token: viewer, ..counter };
        let refused = stranger.send("POST /ingest/projects?jurisdiction=320902", "application/json", &dirty()).await;
        assert_eq!((refused.status, refused.code().as_str()), (403, "FORBIDDEN"));
        assert!(is_in_both_languages(&refused), "{refused:?}");
    }
}
