//! Four projects, two in each of two counties, with everything that a project can have.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use shuniu_api::config::SystemKind;
use shuniu_connectors::contract::System;
use shuniu_connectors::{Failure, Unusable};
use shuniu_hub::Hub;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{FactInput, RegisterProject, UnitInput};
use shuniu_hub::policy::{CreditCode, ProjectCode, RegionCode};
use shuniu_hub::query::Key;
use shuniu_tests::journey::{Desk, PLACES, set_up, today};
use shuniu_tests::served::Served;
use shuniu_tests::{Raw, TestDb};
use uuid::Uuid;

use super::calendar::owner_of;
use super::cast::{CAST, caller};
use super::institution::of_unit;
use super::judged::judge;
use super::rows::{Hung, hang};

/// The unit of A and, in the county next to it, of C.
pub(super) const OURS: &str = "11320902014321234P";
/// The unit of B and of D.
pub(super) const THEIRS: &str = "11320902014325555T";

/// Letter, place, unit, outside system.
const PROJECTS: [(char, usize, (&str, &str), &str); 4] = [
    ('A', 0, ("区教育局", OURS), "investment_approval"),
    ('B', 0, ("区卫健委", THEIRS), "municipal_projects"),
    ('C', 2, ("盐都区教育局", OURS), "investment_approval"),
    ('D', 2, ("盐都区卫健委", THEIRS), "municipal_projects"),
];

/// A project with what stands for it in the pages.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) letter: char,
    pub(super) project: Key,
    pub(super) connector: Key,
    pub(super) record: Key,
    pub(super) names: BTreeMap<&'static str, String>,
}

impl Target {
    /// The key behind a global id.
    pub(super) fn key(&self, name: &str) -> Key {
        let bytes = URL_SAFE_NO_PAD.decode(&self.names[name]).unwrap();
        let id = |part: &[u8]| Uuid::from_slice(part).unwrap();
        Key::new(id(&bytes[1..17]), id(&bytes[17..]))
    }

    /// What performed its duty, as the row of the duty has it.
    fn proofs(&self) -> Value {
        let of = |(kind, name)| json!({"kind": kind, "id": self.key(name).id});
        let done = [
            ("event", "Event"),
            ("document", "Document"),
            ("report", "Report"),
            ("fact", "Fact"),
            ("payment", "Payment"),
            ("budget_quota", "BudgetQuota"),
        ];
        done.map(of).into_iter().collect()
    }

    /// Puts what belongs to the project in the place of `$Name`.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut names: Vec<_> = self.names.iter().collect();
        // `$ProjectCode` before `$Project`.
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        names
            .into_iter()
            .fold(text.to_owned(), |text, (name, own)| {
                text.replace(&format!("${name}"), own)
            })
    }
}

/// The hub, its server and everybody's tokens.
pub(super) struct World {
    pub(super) hub: Hub,
    pub(super) served: Served,
    pub(super) raw: Raw,
    pub(super) targets: Vec<Target>,
    tokens: Vec<String>,
}

fn admin(region: &str) -> Caller {
    Caller {
        subject: "setter-up".to_owned(),
        role: Role::Admin,
        body: None,
        jurisdictions: vec![RegionCode::parse(region).unwrap()],
        organization: None,
        expires_at: None,
    }
}

fn fact(name: &str, value: Value) -> FactInput {
    let name = name.to_owned();
    FactInput { name, value }
}

impl World {
    pub(super) async fn at(db: &TestDb) -> Self {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let raw = db.raw().await.unwrap();
        let served = Served::over(&hub).await.unwrap();
        let mut places = BTreeMap::new();
        for place in [0, 2] {
            places.insert(place, set_up(&hub, place).await.unwrap());
        }
        let mut registered = Vec::new();
        for (number, (_, place, unit, _)) in (1..).zip(PROJECTS) {
            let desk = Desk {
                hub: &hub,
                caller: admin(PLACES[place].0),
                jurisdiction: places[&place],
            };
            registered.push(register(&desk, number, unit).await);
        }
        for place in places.values() {
            hub.reassess_due(*place, &()).await.unwrap();
        }
        let mut targets = Vec::new();
        for (project, (letter, place, (unit, code), system)) in registered.iter().zip(PROJECTS) {
            let hung = hang(&hub, &raw, *project, system).await;
            attach(&hub, project.jurisdiction, system).await;
            let names = names(*project, &hung, (PLACES[place].0, unit, code, system));
            targets.push(Target {
                letter,
                project: *project,
                connector: Key::new(project.jurisdiction, hung.connector),
                record: Key::new(project.jurisdiction, hung.record),
                names,
            });
        }
        let token = served.token(&admin("320900")).unwrap();
        for target in &mut targets {
            let query =
                target.fill(r#"{ node(id: "$Project") { ... on Project { projectCode } } }"#);
            let told = served.ask(&token, &query).await.unwrap();
            let code = told["node"]["projectCode"].as_str().unwrap();
            target.names.insert("Code", code.to_owned());
            upload(&served, &token, target).await;
            // Last of all: whatever is done has the law assessed anew.
            let unit = target.key("Organization").id;
            let (obligation, proofs) = (target.key("Obligation").id, target.proofs());
            judge(&raw, target.project, unit, obligation, proofs).await;
            let own =
                ["InstitutionReport", "InstitutionObligation"].map(|name| target.key(name).id);
            of_unit(&raw, target.project, unit, own).await;
        }
        // A day has come for all of them.
        let reached = "UPDATE project SET next_change_on = '2026-01-01'";
        raw.execute(reached).await.unwrap();
        let tokens = (0..CAST.len()).map(|column| served.token(&caller(column)).unwrap());
        Self {
            tokens: tokens.collect(),
            hub,
            served,
            raw,
            targets,
        }
    }

    /// The token of one of the cast.
    pub(super) fn token(&self, column: usize) -> &str {
        &self.tokens[column]
    }

    /// The whole answer to what one of the cast asks.
    pub(super) async fn ask(&self, column: usize, query: &str) -> Value {
        let answer = self.served.answer(&self.tokens[column], query).await;
        answer.unwrap_or_else(|error| panic!("{}: {query}: {error:#}", CAST[column].0))
    }
}

/// The codes of the errors of an answer.
pub(super) fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().into_iter().flatten();
    errors
        .map(|error| error["extensions"]["code"].as_str().unwrap_or("none"))
        .collect()
}

async fn register(desk: &Desk<'_>, number: u32, (name, code): (&str, &str)) -> Key {
    let code_of = ProjectCode::with_check_digit(&format!("25093209020402{number:05}"));
    let register = RegisterProject {
        name: format!("智慧校园项目〔{number}〕"),
        unit: UnitInput {
            name: name.to_owned(),
            credit_code: CreditCode::parse(code).ok(),
        },
        project_code: code_of.ok(),
        tracked_since: None,
        facts: vec![
            fact("budget_yuan", json!("1180000.00")),
            fact("investment_yuan", json!("1180000.00")),
            fact("project_type", json!("build")),
            fact("build_nature", json!("new")),
        ],
    };
    let done = desk.ask(None, &register).await.unwrap();
    Key::new(desk.jurisdiction, done.project)
}

/// The letters with which global ids begin are kept by clients, and never change.
fn global(letter: u8, key: Key) -> String {
    let mut bytes = vec![letter];
    bytes.extend_from_slice(key.jurisdiction.as_bytes());
    bytes.extend_from_slice(key.id.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn names(
    project: Key,
    hung: &Hung,
    (region, unit, code, system): (&str, &str, &str, &str),
) -> BTreeMap<&'static str, String> {
    let place = project.jurisdiction;
    let own = |letter, id| global(letter, Key::new(place, id));
    BTreeMap::from([
        ("Project", own(b'p', project.id)),
        ("Jurisdiction", own(b'j', place)),
        ("Organization", own(b'u', hung.unit)),
        ("Obligation", own(b'o', Uuid::now_v7())),
        ("Discrepancy", own(b'x', hung.discrepancy)),
        ("Fact", own(b'f', hung.fact)),
        ("Discrepancy", own(b'x', hung.discrepancy)),
        ("Event", own(b'e', hung.event)),
        ("Document", own(b'd', hung.document)),
        ("Report", own(b'r', hung.report)),
        ("Tender", own(b't', hung.tender)),
        ("Contract", own(b'c', hung.contract)),
        ("Payment", own(b'y', hung.payment)),
        ("BudgetQuota", own(b'b', hung.quota)),
        ("CatalogEntry", own(b'i', hung.entry)),
        ("Contact", own(b'n', hung.contact)),
        ("Phone", hung.phone.clone()),
        ("Asset", own(b'k', hung.asset)),
        ("Review", own(b'v', hung.review)),
        ("Allocation", own(b'l', hung.allocation)),
        ("HandOver", own(b'a', hung.hand_over)),
        ("MatchCandidate", own(b'm', hung.matched)),
        ("Open", own(b'm', hung.open)),
        ("QuarantinedRecord", own(b'q', hung.aside)),
        ("SyncRun", own(b's', hung.run)),
        ("SyncSweep", own(b'g', hung.run)),
        ("Calendar", own(b'h', hung.calendar)),
        ("InstitutionReport", own(b'z', Uuid::now_v7())),
        ("InstitutionObligation", own(b'w', Uuid::now_v7())),
        ("Owner", owner_of(project.id)),
        ("Region", region.to_owned()),
        ("UnitName", unit.to_owned()),
        ("UnitCode", code.to_owned()),
        ("System", system.to_owned()),
        ("Number", "1".to_owned()),
    ])
}

async fn upload(served: &Served, token: &str, target: &Target) {
    let first = target.fill("PUT /documents/$Document?name=a.pdf");
    let lines = [
        format!("authorization: Bearer {token}"),
        "content-length: 8".to_owned(),
    ];
    let reply = served.send(&first, &lines, b"%PDF-1.7").await.unwrap();
    assert_eq!(reply.status, 201, "{reply:?}");
}

/// Has the hub know how a system is read, which does not answer.
async fn attach(hub: &Hub, place: Uuid, system: &str) {
    let kind = SystemKind::of(system).unwrap();
    let failure = Failure::config("nobody answers for it here");
    let (system, streams) = (System::new(kind.name), (kind.streams)());
    let silent = Unusable::new(system, &streams, kind.mapping, failure, hub.clock().now());
    let silent = Arc::new(silent.unwrap());
    hub.attach_for_rehearsal(place, silent, true).await.unwrap();
}
