//! A known project that is declared state-secret: nothing of it stays, and nothing of it comes again.

use serde_json::json;
use shuniu_connectors::contract::{AwardRecord, CanonicalRecord, ContractRecord, Stream, System};
use shuniu_connectors::import::{Forms, Ledger, Limits, Upload};
use shuniu_hub::clock::Clock as _;
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::ledger::{Breach, verify};
use shuniu_hub::sync::Counts;
use shuniu_migration::CLASSES;
use shuniu_tests::{TestDb, canonical, on_both};

use super::dictated::{Dictation, amount, code, of_project};
use super::house::{House, bureau};
use super::journey::change;
use crate::import::book;

/// What people and systems said of the project, none of which may stay.
pub(super) const SAID: [&str; 9] = [
    "隐语监测平台",
    "隐语二字改名",
    "1180000",
    "1200000",
    "TH-2026-007",
    "A01-7",
    "HT-2026-7",
    "隐语承建合同",
    "隐语录入有误",
];

fn facts(name: &str, investment: &str) -> Vec<(&'static str, serde_json::Value)> {
    vec![
        ("name", json!(name)),
        ("project_code", json!(code().as_str())),
        ("unit_name", json!("亭湖区城市管理局")),
        ("investment_yuan", json!(investment)),
    ]
}

fn award() -> CanonicalRecord {
    let mut record = of_project(&code(), &[]);
    record.award = Some(AwardRecord {
        tender_number: "TH-2026-007".to_owned(),
        lot: None,
        supplier_name: "盐城智数科技有限公司".to_owned(),
        supplier_credit_code: None,
        amount: Some(amount("1150000.00")),
        issued_on: "2026-06-01".parse().unwrap(),
        unified_trade_code: Some("A01-7".to_owned()),
    });
    record
}

/// A contract that names its project by the trade code alone.
fn contract() -> CanonicalRecord {
    let mut record = CanonicalRecord::default();
    record.project.unified_trade_code = Some("A01-7".to_owned());
    record.contract = Some(ContractRecord {
        number: "HT-2026-7".to_owned(),
        name: "隐语承建合同".to_owned(),
        amount: amount("1160000.00"),
        supplier_name: "盐城智数科技有限公司".to_owned(),
        supplier_credit_code: None,
        signed_on: "2026-06-10".parse().unwrap(),
        lot: None,
        unified_trade_code: Some("A01-7".to_owned()),
    });
    record
}

/// A project of which systems and people have said much; its id.
pub(super) async fn known<'a>(house: &'a House) -> (Dictation<'a>, String) {
    let mut said = Dictation::to(house).await;
    let centre = System::TRADING_CENTRE;
    said.approval(&code(), &facts("隐语监测平台", "1180000.00"))
        .await;
    said.municipal(&code(), &facts("隐语二字改名", "1200000.00"))
        .await;
    said.say(&centre, Stream::AWARDS, "A7", award()).await;
    said.say(&centre, Stream::CONTRACTS, "C7", contract()).await;
    let data = house.data(&bureau(), "{ projects { nodes { id } } }").await;
    let id = data["projects"]["nodes"][0]["id"].as_str().unwrap();
    let event = format!(r#"project: "{id}", kind: "project_approved", occurredOn: "2026-05-06""#);
    let event = change(house, "recordEvent", &event, "event { id }").await;
    let void = format!(r#"event: {}, reason: "隐语录入有误""#, event["event"]["id"]);
    change(house, "voidEvent", &void, "project { id }").await;
    (said, id.to_owned())
}

pub(super) async fn declare(house: &House, id: &str) -> serde_json::Value {
    let query = format!(
        r#"mutation {{ declareClassified(input: {{project: "{id}"}}) {{ project {{
            name classified projectCode investment unit {{ name }}
            facts {{ name value }} contracts {{ id }} tenders {{ id }} documents {{ id }}
            discrepancies(states: [OPEN, SETTLED, GONE]) {{ id }} }} }} }}"#
    );
    house.data(&bureau(), &query).await["declareClassified"]["project"].clone()
}

pub(super) async fn everything(db: &TestDb) -> String {
    let raw = db.raw().await.unwrap();
    let all = canonical(&raw, &[]).await.unwrap().join("\n");
    raw.close().await.unwrap();
    all
}

on_both! {
    async fn nothing_of_it_stays_and_the_ledger_holds(db: &TestDb) {
        let house = House::at(db).await;
        let (_said, id) = known(&house).await;
        let before = everything(db).await;
        for said in SAID {
            assert!(before.contains(said), "{said} was never there");
        }
        let now = declare(&house, &id).await;
        assert_eq!(now, json!({"name": "", "classified": true, "projectCode": null,
            "investment": null, "unit": {"name": "亭湖区城市管理局"},
            "facts": [{"name": "classified", "value": true}],
            "contracts": [], "tenders": [], "documents": [], "discrepancies": []}));
        let after = everything(db).await;
        for said in SAID.into_iter().chain([code().as_str()]) {
            assert!(!after.contains(said), "{said} stayed");
        }
        let report = verify(&house.hub.reader(), house.hub.seal(), house.tinghu, &[]).await.unwrap();
        assert_eq!(report.breach, None);
        let ledger = format!(r#"{{ ledger(first: 100, project: "{id}") {{ nodes {{ command erased change }} }} }}"#);
        let told = house.data(&bureau(), &ledger).await;
        let entries = told["ledger"]["nodes"].as_array().unwrap();
        let (erased, kept): (Vec<_>, Vec<_>) = entries.iter().partition(|one| one["erased"] == true);
        assert!(erased.len() > 3 && erased.iter().all(|one| one["change"] == json!({})), "{erased:?}");
        assert!(kept.iter().all(|one| one["command"] == "declare_classified"), "{kept:?}");
    }
}

on_both! {
    async fn what_its_systems_say_from_then_on_is_refused(db: &TestDb) {
        let house = House::at(db).await;
        let (mut said, id) = known(&house).await;
        declare(&house, &id).await;
        let before = everything(db).await;
        let refused = |done: Counts| assert_eq!((done.received, done.refused), (1, 1), "{done:?}");
        let centre = System::TRADING_CENTRE;
        let plan = System::MUNICIPAL_PROJECTS;
        let approval = System::INVESTMENT_APPROVAL;
        // A new version of a known record, whatever it calls its project now.
        let renamed = of_project(&code(), &[("name", json!("隐语监测平台"))]);
        refused(said.hear(&approval, Stream::APPROVALS, code().as_str(), renamed).await);
        // New records of the same project, by its code and by its trade code.
        let other = of_project(&code(), &facts("隐语监测平台", "1.00"));
        refused(said.hear(&plan, Stream::PLAN_ITEMS, "P8", other).await);
        refused(said.hear(&centre, Stream::CONTRACTS, "C8", contract()).await);
        let after = everything(db).await;
        for said in SAID {
            assert!(!after.contains(said), "{said} came in again");
        }
        let projects = |all: &str| all.lines().filter(|row| row.starts_with("project ")).count();
        assert_eq!(projects(&before), projects(&after));
        // Another project's record is taken in as ever.
        let free = shuniu_hub::policy::ProjectCode::with_check_digit("2509320902040100002").unwrap();
        let mut open = facts("城市照明项目", "2.00");
        open[1].1 = json!(free.as_str());
        said.approval(&free, &open).await;
    }
}

/// A ledger of projects with one of the given code and day of approval among others.
fn ledger(approved: &str) -> String {
    let code = code();
    let code = code.as_str();
    format!(
        "项目名称,建设单位,项目代码,总投资（万元）,立项批复日期\n\
         城市照明改造,亭湖区城市管理局,,20,2026-03-02\n\
         隐语监测平台,亭湖区城市管理局,{code},120,{approved}\n\
         城市排水改造,亭湖区城市管理局,,30,2026-03-02\n"
    )
}

async fn handed_in(house: &House, ledger: &str) -> Vec<Fate> {
    let order = book::order(Kind::Projects, ledger.as_bytes(), false);
    let imported = house.hub.import(&bureau(), house.tinghu, order).await;
    let imported = imported.unwrap();
    imported.rows.iter().map(|row| row.fate).collect()
}

on_both! {
    async fn a_ledger_is_answered_row_by_row_around_a_row_of_it(db: &TestDb) {
        let house = House::at(db).await;
        let (_said, id) = known(&house).await;
        declare(&house, &id).await;
        let fates = handed_in(&house, &ledger("2026-03-02")).await;
        assert_eq!(fates, [Fate::Entered, Fate::Refused, Fate::Entered]);
        let fates = handed_in(&house, &ledger("2026-03-02")).await;
        assert_eq!(fates, [Fate::Unchanged, Fate::Refused, Fate::Unchanged]);
        assert!(!everything(db).await.contains(SAID[0]));
    }
}

on_both! {
    async fn a_row_of_it_is_neither_quoted_nor_copied(db: &TestDb) {
        let house = House::at(db).await;
        let (_said, id) = known(&house).await;
        let fates = handed_in(&house, &ledger("2026-03-02")).await;
        assert_eq!(fates[1], Fate::Merged);
        declare(&house, &id).await;
        // Of the second it is known by its names alone, since it cannot be read.
        for day in ["2026-03-02", "2026.13.1"] {
            let order = book::order(Kind::Projects, ledger(day).as_bytes(), false);
            let done = house.hub.import(&bureau(), house.tinghu, order).await.unwrap();
            let row = &done.rows[1];
            assert_eq!((row.fate, row.troubles.len(), row.remarks.len()), (Fate::Refused, 0, 0), "{day}");
            let copy = done.annotated().unwrap();
            let forms = Forms::of(house.hub.local_law(house.tinghu).vocabulary());
            let upload = Upload { bytes: &copy, kind: Kind::Projects, sheet: None };
            let copy = Ledger::read(&upload, &forms, &Limits::default(), house.clock.today()).unwrap();
            let copy = format!("{:?}", copy.sheet.rows);
            assert!(copy.contains("城市排水改造") && copy.contains("涉密，未导入"), "{copy}");
            for told in [SAID[0], code().as_str(), "2026.13.1"] {
                assert!(!copy.contains(told), "{told}: {copy}");
            }
        }
    }
}

on_both! {
    async fn what_was_set_aside_of_it_goes_with_it(db: &TestDb) {
        let house = House::at(db).await;
        let (_said, id) = known(&house).await;
        let fates = handed_in(&house, &ledger("2026-07-02")).await;
        assert_eq!(fates[1], Fate::SetAside, "the day is still to come");
        declare(&house, &id).await;
        let after = everything(db).await;
        assert!(!after.contains(SAID[0]));
        assert!(after.contains("城市排水改造"));
    }
}

on_both! {
    async fn what_was_set_aside_in_other_letters_goes_with_it(db: &TestDb) {
        let house = House::at(db).await;
        let (_said, id) = known(&house).await;
        let wide = code().as_str().replace('-', "－");
        for (name, code) in [("隐语 监测平台", ""), ("隐语监测\n平台", ""), ("“隐语监测平台”", ""), ("另有其名", &wide)] {
            let spaced = format!(
                "项目名称,建设单位,项目代码,总投资（万元）,立项批复日期\n\"{name}\",亭湖区城市管理局,{code},120,2026-07-02\n"
            );
            assert_eq!(handed_in(&house, &spaced).await, [Fate::SetAside], "the day is still to come");
        }
        declare(&house, &id).await;
        let left = everything(db).await;
        assert!(!left.contains("隐语") && !left.contains("另有其名"));
    }
}

on_both! {
    async fn of_a_row_of_it_that_cannot_be_read_nothing_is_kept(db: &TestDb) {
        let house = House::at(db).await;
        let (mut said, id) = known(&house).await;
        declare(&house, &id).await;
        let fates = handed_in(&house, &ledger("2026-07-02")).await;
        assert_eq!(fates, [Fate::Entered, Fate::Refused, Fate::Entered]);
        let broken = format!(r#"{{"projectCode": "{}", "projectName": "隐语"}}"#, code().as_str());
        let plan = System::MUNICIPAL_PROJECTS;
        let done = said.hear_words(&plan, Stream::PLAN_ITEMS, "P9", vec![broken]).await;
        assert_eq!((done.received, done.refused), (1, 1), "{done:?}");
        let after = everything(db).await;
        assert!(!after.contains("隐语") && !after.contains(code().as_str()));
    }
}

/// Hands in a ledger of another kind.
async fn row_of(house: &House, kind: Kind, ledger: &str) -> Fate {
    let order = book::order(kind, ledger.as_bytes(), false);
    let imported = house.hub.import(&bureau(), house.tinghu, order).await;
    imported.unwrap().rows[0].fate
}

on_both! {
    async fn by_its_name_it_comes_back_no_way(db: &TestDb) {
        let house = House::at(db).await;
        let (mut said, id) = known(&house).await;
        let open = r#"jurisdiction: "320902", name: "城市照明改造", unitName: "亭湖区城市管理局""#;
        let open = change(&house, "registerProject", open, "project { id }").await;
        declare(&house, &id).await;

        // Whatever it was called, and however that is written.
        let payment = "项目名称,建设单位,凭证号,支付类型,支付金额（元）,支付日期\n隐语 二字改名,亭湖区城市管理局,记-1,进度款,5000,2026-06-02\n";
        assert_eq!(row_of(&house, Kind::Payments, payment).await, Fate::Refused);
        let event = "项目名称,办理环节,发生日期\n隐语监测平台,立项批复,2026-06-02\n";
        assert_eq!(row_of(&house, Kind::Events, event).await, Fate::Refused);
        let new = r#"mutation { registerProject(input: {jurisdiction: "320902", name: "隐语监测平台",
            unitName: "亭湖区城市管理局"}) { project { id } } }"#;
        let refused = house.ask(&bureau(), new).await;
        assert!(refused.errors[0].message.contains("name"), "{:?}", refused.errors);
        let rename = format!(
            r#"mutation {{ recordFact(input: {{project: {}, fact: {{name: "name", value: "隐语监测平台"}}}}) {{ project {{ id }} }} }}"#,
            open["project"]["id"]
        );
        assert_eq!(house.codes(&bureau(), &rename).await, ["BAD_USER_INPUT"]);
        let fresh = shuniu_hub::policy::ProjectCode::with_check_digit("2509320902040100003").unwrap();
        let mut again = facts("隐语监测平台", "1.00");
        again[1].1 = json!(fresh.as_str());
        let again = of_project(&fresh, &again);
        let done = said.hear(&System::INVESTMENT_APPROVAL, Stream::APPROVALS, fresh.as_str(), again).await;
        assert_eq!((done.received, done.refused), (1, 1), "{done:?}");
        assert!(!everything(db).await.contains("隐语"));

        // A project of the same unit whose code is known, and another unit's of the same name, are others.
        let free = shuniu_hub::policy::ProjectCode::with_check_digit("2509320902040100002").unwrap();
        let mut other = facts("城市排水项目", "2.00");
        other[1].1 = json!(free.as_str());
        said.approval(&free, &other).await;
        other[0].1 = json!("隐语监测平台");
        said.approval(&free, &other).await;
        let payment = payment.replace("亭湖区城市管理局", "亭湖区水利局");
        assert_eq!(row_of(&house, Kind::Payments, &payment).await, Fate::Waits);
    }
}

on_both! {
    async fn nobody_enters_its_code_for_another(db: &TestDb) {
        let house = House::at(db).await;
        let (_said, id) = known(&house).await;
        declare(&house, &id).await;
        let code = code();
        let new = format!(
            r#"mutation {{ registerProject(input: {{jurisdiction: "320902", name: "城市照明改造",
                unitName: "亭湖区城市管理局", projectCode: "{}"}}) {{ project {{ id }} }} }}"#,
            code.as_str()
        );
        let refused = house.ask(&bureau(), &new).await;
        assert!(refused.errors[0].message.contains("projectCode"), "{:?}", refused.errors);
        let open = r#"jurisdiction: "320902", name: "城市照明改造", unitName: "亭湖区城市管理局""#;
        let open = change(&house, "registerProject", open, "project { id }").await;
        let fact = format!(
            r#"mutation {{ recordFact(input: {{project: {}, fact: {{name: "project_code", value: "{}"}}}}) {{ project {{ id }} }} }}"#,
            open["project"]["id"],
            code.as_str()
        );
        assert_eq!(house.codes(&bureau(), &fact).await, ["BAD_USER_INPUT"]);
    }
}

on_both! {
    async fn a_body_that_nobody_declared_away_is_a_breach(db: &TestDb) {
        let house = House::at(db).await;
        let (_said, _) = known(&house).await;
        let raw = db.raw().await.unwrap();
        let blank = "UPDATE ledger SET body = '', salt = NULL WHERE seq =
            (SELECT max(seq) FROM ledger WHERE project_id IS NOT NULL)";
        assert_eq!(raw.execute(blank).await.unwrap(), 1);
        raw.close().await.unwrap();
        let report = verify(&house.hub.reader(), house.hub.seal(), house.tinghu, &[]).await.unwrap();
        assert!(matches!(report.breach, Some(Breach::Altered { .. })), "{report:?}");
    }
}

/// Tables with rows of projects: those that are emptied of a project that is declared, and those
/// that keep that it exists and which rules apply.
const OF_PROJECTS: [&str; 31] = [
    "allocation",
    "asset",
    "attachment",
    "budget_quota",
    "catalog_entry",
    "contract",
    "discrepancy",
    "document",
    "document_content",
    "finding",
    "gate_state",
    "hand_over_difference",
    "institution_obligation",
    "institution_share",
    "ledger",
    "match_candidate",
    "obligation",
    "outbox",
    "payment",
    "person",
    "policy_exception",
    "project_bigram",
    "project_code",
    "project_event",
    "project_fact",
    "project_key",
    "project_relation",
    "report",
    "review",
    "source_record",
    "tender",
];

on_both! {
    async fn no_table_of_projects_is_forgotten(db: &TestDb) {
        let house = House::at(db).await;
        let (_said, id) = known(&house).await;
        declare(&house, &id).await;
        let raw = db.raw().await.unwrap();
        let mut held = Vec::new();
        for (table, _) in CLASSES {
            if raw.texts(&format!("SELECT project_id FROM {table} WHERE 1 = 0")).await.is_ok() {
                held.push(*table);
            }
        }
        raw.close().await.unwrap();
        held.sort_unstable();
        assert_eq!(held, OF_PROJECTS, "have `hub/src/command/declare.rs` empty a new one, and name it here");
    }
}

pub(super) async fn a_known_project_is_declared_classified(house: &House) {
    let (_said, id) = known(house).await;
    assert_eq!(declare(house, &id).await["classified"], true);
}
