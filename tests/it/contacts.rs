//! Personal contacts stand in their own table and nowhere else, and leave nothing when erased.

use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_connectors::contract::System;
use shuniu_hub::Hub;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{
    ContactRole, ContactTerms, CorrectContact, EraseContact, ErasureGround, RecordContact,
};
use shuniu_hub::ledger::{anchors, verify};
use shuniu_hub::personal::Personal;
use shuniu_hub::policy::CreditCode;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::served::Served;
use shuniu_tests::tinghu::world;
use shuniu_tests::{Engine, Raw, TestDb, canonical, on_both};
use uuid::Uuid;

use crate::log::Log;

const NAME: &str = "欧阳觅渡";
const PHONE: &str = "13987650421";
const EMAIL: &str = "ouyang.midu@canary.example";
/// What the number is corrected to.
const RIGHT: &str = "13987659876";
const ALL: [&str; 4] = [NAME, PHONE, EMAIL, RIGHT];

/// Which of them stand in the text.
fn told(text: &str) -> Vec<&'static str> {
    ALL.into_iter().filter(|one| text.contains(one)).collect()
}

/// Names of the tables in which any of them stands.
async fn tables(raw: &Raw) -> Vec<String> {
    let rows = canonical(raw, &[]).await.unwrap();
    let telling = rows.iter().filter(|row| !told(row).is_empty());
    let mut tables: Vec<String> = telling
        .map(|row| row.split(' ').next().unwrap_or_default().to_owned())
        .collect();
    tables.dedup();
    tables
}

fn terms(phone: &str) -> ContactTerms {
    ContactTerms {
        role: ContactRole::Leader,
        name: Personal::new(NAME),
        phone: Some(Personal::new(phone)),
        email: Some(Personal::new(EMAIL)),
        organization: None,
    }
}

/// Records, corrects and erases one contact, and keeps another.
pub(crate) async fn kept(desk: &Desk<'_>, project: Uuid) {
    let record = RecordContact {
        project,
        expected_version: None,
        terms: terms(PHONE),
    };
    desk.ask(None, &record).await.unwrap();
    let contact = desk.ask(None, &record).await.unwrap().record.unwrap();
    let correct = CorrectContact {
        project,
        expected_version: None,
        contact,
        right: terms(RIGHT),
    };
    desk.ask(None, &correct).await.unwrap();
    let erase = EraseContact {
        project,
        expected_version: None,
        contact,
        ground: ErasureGround::Asked,
    };
    desk.ask(None, &erase).await.unwrap();
}

/// A hub with one project, its server, and the global id of the project.
async fn scene(db: &TestDb) -> (Hub, Served, Uuid, String) {
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let desk = Desk {
        hub: &hub,
        caller: clerk(0).unwrap(),
        jurisdiction: place,
    };
    desk.open_file(1).await.unwrap();
    let served = Served::over(&hub).await.unwrap();
    let token = served.token(&clerk(0).unwrap()).unwrap();
    let listed = "{ projects(first: 1) { nodes { id } } }";
    let listed = served.ask(&token, listed).await.unwrap();
    let project = listed["projects"]["nodes"][0]["id"].as_str().unwrap();
    let project = project.to_owned();
    (hub, served, place, project)
}

fn as_role(role: Role) -> Caller {
    Caller {
        role,
        body: (role == Role::Authority).then_some(shuniu_hub::access::Body::Audit),
        organization: CreditCode::parse("11320902014344019Y")
            .ok()
            .filter(|_| matches!(role, Role::ProjectUnit | Role::Contractor)),
        subject: role.to_string(),
        ..clerk(0).unwrap()
    }
}

async fn a_contact_is_nowhere_but_in_its_table(engine: Engine) {
    let db = TestDb::migrated(engine).await.unwrap();
    let log = Log::listen();
    let raw = db.raw().await.unwrap();
    let (hub, served, place, project) = scene(&db).await;
    let unit = served.token(&as_role(Role::ProjectUnit)).unwrap();

    let record = format!(
        r#"mutation {{ recordContact(input: {{project: "{project}", idempotencyKey: "one",
            terms: {{role: LEADER, name: "{NAME}", phone: "{PHONE}", email: "{EMAIL}"}}}}) {{
            contact {{ id name phone email masked }} }} }}"#
    );
    let done = served.ask(&unit, &record).await.unwrap();
    let contact = done["recordContact"]["contact"].clone();
    let id = contact["id"].as_str().unwrap();
    let shown = json!({"id": id, "name": NAME, "phone": PHONE, "email": EMAIL, "masked": false});
    assert_eq!(contact, shown);
    assert_eq!(
        served.ask(&unit, &record).await.unwrap(),
        done,
        "once under one key"
    );
    assert_eq!(tables(&raw).await, ["person"]);

    let asked = format!(
        r#"{{ node(id: "{project}") {{ ... on Project {{
        contacts {{ id name phone email masked }} }} }} }}"#
    );
    let hidden = json!([{"id": id, "name": "欧**", "phone": "139****0421", "email": "o***@canary.example", "masked": true}]);
    for role in [
        Role::Viewer,
        Role::Authority,
        Role::Reporting,
        Role::Connector,
    ] {
        let token = served.token(&as_role(role)).unwrap();
        let told = served.ask(&token, &asked).await.unwrap();
        assert_eq!(told["node"]["contacts"], hidden, "{role}");
    }
    for role in [Role::DataBureau, Role::Admin] {
        let token = served.token(&as_role(role)).unwrap();
        let told = served.ask(&token, &asked).await.unwrap();
        assert_eq!(told["node"]["contacts"], json!([shown]), "{role}");
    }
    let wrong = record
        .replace(r#", phone: "#, r#", phone: "无","#.trim_end_matches(','))
        .replace("one", "two");
    let refused = served.answer(&unit, &wrong).await.unwrap();
    assert!(
        !refused["errors"].is_null() && told(&refused.to_string()).is_empty(),
        "{refused}"
    );

    let correct = format!(
        r#"mutation {{ correctContact(input: {{contact: "{id}",
            terms: {{role: LEADER, name: "{NAME}", phone: "{RIGHT}", email: "{EMAIL}"}}}}) {{ contact {{ phone }} }} }}"#
    );
    served.ask(&unit, &correct).await.unwrap();
    let rows = canonical(&raw, &[]).await.unwrap().join("\n");
    assert_eq!(
        told(&rows),
        [NAME, EMAIL, RIGHT],
        "of what was wrong nothing is kept"
    );
    // The hash of the request is gone: so few numbers are there that one could be guessed from it.
    let hashes = "SELECT request_hash FROM idempotency_key WHERE key = 'one'";
    assert_eq!(raw.column(hashes).await.unwrap(), ["-"]);

    let erase = format!(
        r#"mutation {{ eraseContact(input: {{contact: "{id}", ground: ASKED}}) {{ project {{ contacts {{ id }} }} }} }}"#
    );
    let erased = served.ask(&unit, &erase).await.unwrap();
    assert_eq!(erased["eraseContact"]["project"]["contacts"], json!([]));
    assert_eq!(tables(&raw).await, [""; 0], "after it was erased");
    let node = format!(r#"{{ node(id: "{id}") {{ id }} }}"#);
    assert_eq!(served.ask(&unit, &node).await.unwrap()["node"], Value::Null);

    let query = "subscription { ledgerEntries(after: \"e30\") { command entity change } }";
    let listed = served
        .ask(&unit, "{ ledger(first: 100) { nodes { command change } } }")
        .await;
    let listed = listed.unwrap();
    let number = listed["ledger"]["nodes"].as_array().unwrap().len();
    let followed = served.follow(&unit, query, number).await.unwrap();
    let followed = Value::from(followed).to_string();
    for command in ["record_contact", "correct_contact", "erase_contact"] {
        assert!(followed.contains(command), "{followed}");
    }
    assert_eq!(told(&followed), [""; 0]);
    assert_eq!(told(&listed.to_string()), [""; 0]);
    let kept = anchors(&hub.reader(), &[place]).await.unwrap();
    let report = verify(&hub.reader(), hub.seal(), place, &kept)
        .await
        .unwrap();
    assert_eq!(report.breach, None, "the chain holds without it");

    if engine == Engine::Sqlite {
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            .await
            .unwrap();
        for entry in std::fs::read_dir(db.folder()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = if path.is_file() {
                std::fs::read(&path).unwrap()
            } else {
                Vec::new()
            };
            let text = String::from_utf8_lossy(&bytes);
            assert_eq!(told(&text), [""; 0], "{}", path.display());
        }
    }
    let logged = log.end();
    assert!(logged.contains("answered"), "something was logged");
    assert_eq!(told(&logged), [""; 0]);
    raw.close().await.unwrap();
    served.stop().await.unwrap();
    db.remove().await.unwrap();
}

mod a_contact_is_told_to_those_who_may_see_it_and_to_nothing_else {
    use super::{Engine, a_contact_is_nowhere_but_in_its_table};

    #[tokio::test]
    async fn sqlite() {
        a_contact_is_nowhere_but_in_its_table(Engine::Sqlite).await;
    }

    #[tokio::test]
    async fn postgres() {
        a_contact_is_nowhere_but_in_its_table(Engine::Postgres).await;
    }
}

on_both! {
    async fn what_an_outside_system_tells_of_people_is_not_kept(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let known = world(60);
        let outside = Outside::with(&known, &clock).await.unwrap();
        let system = System::INVESTMENT_APPROVAL;
        let mut streams = known.of_system(&system);
        let mut sent = 0;
        for record in streams.values_mut().flatten() {
            record["contactPhone"] = PHONE.into();
            record["lxr"] = NAME.into();
            record["unit"] = json!({"联系电话": RIGHT});
            record["remarks"] = format!("联系{PHONE}或{EMAIL}").into();
            sent += 1;
        }
        // One that cannot even be named.
        let first = streams.values_mut().next().unwrap();
        let mut nameless = first[0].clone();
        nameless["updatedAt"] = Value::Null;
        nameless["updateTime"] = Value::Null;
        first.push(nameless);
        let state = json!({"system": system.as_str(), "streams": streams, "extra": {}});
        outside.control(&system, "state", &state).await.unwrap();
        let sources = outside.attach(&hub, place).await.unwrap();
        sync(&hub, &sources).await.unwrap();
        let raw = db.raw().await.unwrap();
        let bodies = "SELECT body FROM source_record WHERE body LIKE '%remarks%'";
        let bodies = raw.column(bodies).await.unwrap();
        assert!(bodies.len() >= sent, "{} of {sent} came in", bodies.len());
        assert!(bodies.iter().all(|body| body.contains("〔电话〕") && body.contains("〔邮箱〕")));
        assert_eq!(tables(&raw).await, [""; 0]);
        raw.close().await.unwrap();
        outside.stop().await;
    }
}
