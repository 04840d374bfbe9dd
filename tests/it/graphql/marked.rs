//! A known project that a system comes to mark as state-secret: it is told, those who may declare
//! it see it, and nothing of the record comes in.

use chrono::TimeDelta;
use serde_json::{Value, json};
use shuniu_connectors::contract::{
    AssetKind, AssetRecord, AssetState, AwardRecord, CanonicalRecord, Stream, System, TenderRecord,
};
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::command::{RegisterProject, Submission, UnitInput};
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::policy::{CreditCode, ProjectCode};
use shuniu_tests::{TestDb, on_both};

use super::declared::{declare, everything};
use super::dictated::{Dictation, amount, code, of_project};
use super::house::{House, bureau};
use super::journey::change;
use crate::import::book;

/// Stands in all that a marked record says, and must be nowhere afterwards.
const SECRET: &str = "隐语";

fn ordinary() -> Vec<(&'static str, Value)> {
    vec![
        ("name", json!("城市照明改造")),
        ("project_code", json!(code().as_str())),
        ("unit_name", json!("亭湖区城市管理局")),
        ("investment_yuan", json!("1180000.00")),
    ]
}

/// What a system says of a project once it marks it; the mapping keeps none of it but the mark.
fn marked(mut record: CanonicalRecord) -> CanonicalRecord {
    record.classified = true;
    record.project.name = Some(format!("{SECRET}工程"));
    record
}

fn by_trade(code: &str) -> CanonicalRecord {
    let mut record = CanonicalRecord::default();
    record.project.unified_trade_code = Some(code.to_owned());
    record
}

fn card(name: &str) -> CanonicalRecord {
    CanonicalRecord {
        asset: Some(AssetRecord {
            card_number: "320902202600017101".to_owned(),
            asset: None,
            kind: AssetKind::Software,
            name: name.to_owned(),
            quantity: None,
            original_value: None,
            holder_name: None,
            holder_credit_code: None,
            state: AssetState::Registered,
            changed_on: "2026-05-20".parse().unwrap(),
        }),
        ..CanonicalRecord::default()
    }
}

/// A project that all four systems know.
async fn known(house: &House) -> Dictation<'_> {
    let mut said = Dictation::to(house).await;
    said.approval(&code(), &ordinary()).await;
    said.municipal(&code(), &[("investment_yuan", json!("1180000.00"))])
        .await;
    let mut tender = of_project(&code(), &[]);
    tender.tender = Some(TenderRecord {
        number: "TH-2026-007".to_owned(),
        name: "城市照明采购".to_owned(),
        method: "open_tender".to_owned(),
        lot: None,
        budget: None,
        published_on: "2026-05-01".parse().unwrap(),
        agency_name: None,
        unified_trade_code: Some("A01-7".to_owned()),
    });
    said.say(&System::TRADING_CENTRE, Stream::TENDERS, "T7", tender)
        .await;
    let mut owned = card("照明控制软件");
    owned.project.project_code = Some(code());
    said.say(&System::ASSET_CLOUD, Stream::ASSET_CHANGES, "B7", owned)
        .await;
    said
}

fn viewer() -> Caller {
    Caller {
        role: Role::Viewer,
        ..bureau()
    }
}

/// What the caller is told that systems mark.
async fn told(house: &House, caller: &Caller) -> Vec<Value> {
    let query = "{ projects { nodes { findings { code zh en detail } } } }";
    let data = house.data(caller, query).await;
    let projects = data["projects"]["nodes"].as_array().unwrap().iter();
    let findings = projects.flat_map(|one| one["findings"].as_array().unwrap());
    let marks = findings.filter(|one| one["code"] == "secrecy:marked");
    marks.cloned().collect()
}

const TO_BE_DECLARED: &str =
    "{ projects(filter: {toBeDeclared: true}) { totalCount nodes { id } } }";

on_both! {
    async fn each_system_tells_it_by_whatever_names_it(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = known(&house).await;
        assert_eq!(told(&house, &bureau()).await, Vec::<Value>::new());
        let ways = [
            (System::INVESTMENT_APPROVAL, Stream::APPROVALS, code().as_str().to_owned(), CanonicalRecord::default()),
            (System::INVESTMENT_APPROVAL, Stream::APPROVALS, "又一次申报".to_owned(), of_project(&code(), &[])),
            (System::MUNICIPAL_PROJECTS, Stream::PLAN_ITEMS, "P9".to_owned(), of_project(&code(), &[])),
            (System::TRADING_CENTRE, Stream::AWARDS, "A9".to_owned(), by_trade("A01-7")),
            (System::TRADING_CENTRE, Stream::AWARDS, "A10".to_owned(), by_trade("TH-2026-007")),
            (System::ASSET_CLOUD, Stream::ASSET_CHANGES, "B9".to_owned(), card("照明控制软件")),
        ];
        for (system, stream, id, record) in ways {
            let open = record.clone();
            let done = said.hear(&system, stream.clone(), &id, marked(record)).await;
            assert_eq!((done.received, done.refused), (1, 1), "{system} {id}: {done:?}");
            let found = told(&house, &bureau()).await;
            assert_eq!(found.len(), 1, "{system} {id}");
            assert!(found[0]["zh"].as_str().unwrap().contains("声明本项目涉密"), "{found:?}");
            assert!(found[0]["en"].as_str().unwrap().contains("declare it classified"), "{found:?}");
            assert_eq!(found[0]["detail"]["systems"], json!([system.as_str()]));
            assert!(!everything(db).await.contains(SECRET), "{system} {id}");
            // A mark that was a mistake is taken back by the next record without one.
            said.hear(&system, stream, &id, open).await;
            assert_eq!(told(&house, &bureau()).await, Vec::<Value>::new(), "{system} {id}");
        }
        assert!(!everything(db).await.contains(SECRET));
    }
}

on_both! {
    async fn it_is_told_once_to_those_who_may_declare_it_and_until_they_do(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = known(&house).await;
        let approval = System::INVESTMENT_APPROVAL;
        for _ in 0..2 {
            said.hear(&approval, Stream::APPROVALS, code().as_str(), marked(of_project(&code(), &[]))).await;
            assert_eq!(told(&house, &bureau()).await.len(), 1);
        }
        assert_eq!(told(&house, &viewer()).await, Vec::<Value>::new());
        assert_eq!(house.codes(&viewer(), TO_BE_DECLARED).await, ["FORBIDDEN"]);
        let count = r#"{ projectAggregate(filter: {toBeDeclared: true}) { total { count } } }"#;
        assert_eq!(house.codes(&viewer(), count).await, ["FORBIDDEN"]);
        let listed = house.data(&bureau(), TO_BE_DECLARED).await;
        assert_eq!(listed["projects"]["totalCount"], 1);
        let others = TO_BE_DECLARED.replace("true", "false");
        assert_eq!(house.data(&bureau(), &others).await["projects"]["totalCount"], 0);
        // Another day, another assessment, another change.
        house.clock.advance(TimeDelta::days(1));
        house.hub.reassess_due(house.tinghu, &()).await.unwrap();
        let id = listed["projects"]["nodes"][0]["id"].as_str().unwrap();
        let event = format!(r#"project: "{id}", kind: "project_approved", occurredOn: "2026-05-06""#);
        change(&house, "recordEvent", &event, "project { id }").await;
        assert_eq!(told(&house, &bureau()).await.len(), 1);
        declare(&house, id).await;
        assert_eq!(told(&house, &bureau()).await, Vec::<Value>::new());
        said.hear(&approval, Stream::APPROVALS, code().as_str(), marked(of_project(&code(), &[]))).await;
        assert_eq!(told(&house, &bureau()).await, Vec::<Value>::new(), "it is declared");
        assert_eq!(house.data(&bureau(), TO_BE_DECLARED).await["projects"]["totalCount"], 0);
    }
}

on_both! {
    async fn it_is_told_while_any_system_marks_it(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = known(&house).await;
        let (approval, plan) = (System::INVESTMENT_APPROVAL, System::MUNICIPAL_PROJECTS);
        let mark = || marked(of_project(&code(), &[]));
        said.hear(&approval, Stream::APPROVALS, code().as_str(), mark()).await;
        said.hear(&plan, Stream::PLAN_ITEMS, "P9", mark()).await;
        let found = told(&house, &bureau()).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["detail"]["systems"], json!(["investment_approval", "municipal_projects"]));
        said.hear(&approval, Stream::APPROVALS, code().as_str(), of_project(&code(), &ordinary())).await;
        let found = told(&house, &bureau()).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["detail"]["systems"], json!(["municipal_projects"]));
        said.hear(&plan, Stream::PLAN_ITEMS, "P9", of_project(&code(), &[])).await;
        assert_eq!(told(&house, &bureau()).await, Vec::<Value>::new());
    }
}

on_both! {
    async fn a_project_that_comes_in_after_the_mark_is_told(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = Dictation::to(&house).await;
        let plan = System::MUNICIPAL_PROJECTS;
        said.hear(&plan, Stream::PLAN_ITEMS, "P9", marked(of_project(&code(), &[]))).await;
        let kept = everything(db).await;
        assert!(!kept.contains(code().as_str()) && !kept.contains("P9") && !kept.contains(SECRET));
        said.approval(&code(), &ordinary()).await;
        assert_eq!(told(&house, &bureau()).await.len(), 1);
        // Entered by hand it is told as well.
        let other = ProjectCode::with_check_digit("2509320902040100002").unwrap();
        said.hear(&plan, Stream::PLAN_ITEMS, "P10", marked(of_project(&other, &[]))).await;
        let input = format!(
            r#"jurisdiction: "320902", name: "城市排水改造", unitName: "亭湖区城市管理局", projectCode: "{}""#,
            other.as_str()
        );
        change(&house, "registerProject", &input, "project { id }").await;
        assert_eq!(told(&house, &bureau()).await.len(), 2);
    }
}

on_both! {
    async fn what_waits_of_it_is_dropped(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = Dictation::to(&house).await;
        let centre = System::TRADING_CENTRE;
        let mut award = by_trade("A01-9");
        award.award = Some(AwardRecord {
            tender_number: "TH-2026-009".to_owned(),
            lot: None,
            supplier_name: "隐语科技有限公司".to_owned(),
            supplier_credit_code: None,
            amount: Some(amount("1150000.00")),
            issued_on: "2026-06-01".parse().unwrap(),
            unified_trade_code: Some("A01-9".to_owned()),
        });
        let done = said.hear(&centre, Stream::AWARDS, "A9", award).await;
        assert_eq!(done.unmatched, 1);
        assert!(everything(db).await.contains(SECRET));
        let done = said.hear(&centre, Stream::AWARDS, "A9", marked(by_trade("A01-9"))).await;
        assert_eq!(done.refused, 1);
        let kept = everything(db).await;
        assert!(!kept.contains(SECRET) && !kept.contains("A01-9") && !kept.contains("TH-2026-009"));
        let waiting = house.data(&bureau(), "{ matchCandidates(first: 5) { nodes { id } } }").await;
        assert_eq!(waiting["matchCandidates"]["nodes"], json!([]));
    }
}

on_both! {
    async fn what_a_system_said_before_it_took_its_mark_back_tells_nothing(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = known(&house).await;
        let approval = System::INVESTMENT_APPROVAL;
        said.back(20);
        said.hear(&approval, Stream::APPROVALS, code().as_str(), marked(of_project(&code(), &[]))).await;
        assert_eq!(told(&house, &bureau()).await, Vec::<Value>::new());
    }
}

async fn handed_in(house: &House, kind: Kind, ledger: &str) -> Vec<Fate> {
    // Another day: what is handed in later is newer.
    house.clock.advance(TimeDelta::days(1));
    let order = book::order(kind, ledger.as_bytes(), false);
    let imported = house.hub.import(&bureau(), house.tinghu, order).await;
    imported.unwrap().rows.iter().map(|row| row.fate).collect()
}

on_both! {
    async fn a_ledger_tells_it_by_its_code_or_by_name_and_unit(db: &TestDb) {
        let house = House::at(db).await;
        let _said = known(&house).await;
        let code = code();
        let rows = [
            format!("{SECRET}工程,区保密局,{},120", code.as_str()),
            "城市照明改造,亭湖区城市管理局,,120".to_owned(),
        ];
        for row in rows {
            let ledger = |mark: &str| format!("项目名称,建设单位,项目代码,总投资（万元）,是否涉密\n{row},{mark}\n");
            assert_eq!(handed_in(&house, Kind::Projects, &ledger("是")).await, [Fate::Refused]);
            assert_eq!(told(&house, &bureau()).await.len(), 1, "{row}");
            assert_eq!(handed_in(&house, Kind::Projects, &ledger("是")).await, [Fate::Refused]);
            assert_eq!(told(&house, &bureau()).await.len(), 1, "{row}");
            assert!(!everything(db).await.contains(SECRET));
            if !row.contains(SECRET) {
                handed_in(&house, Kind::Projects, &ledger("否")).await;
                assert_eq!(told(&house, &bureau()).await.len(), 1, "the other row still marks it");
            }
        }
    }
}

on_both! {
    async fn the_name_alone_tells_it_where_only_one_project_has_it(db: &TestDb) {
        let house = House::at(db).await;
        let _said = known(&house).await;
        // The unit is written short, and the name with other signs.
        let short = "项目名称,建设单位,总投资（万元）,是否涉密\n城市-照明改造,城管局,120,";
        assert_eq!(handed_in(&house, Kind::Projects, &format!("{short}是\n")).await, [Fate::Refused]);
        assert_eq!(told(&house, &bureau()).await.len(), 1);
        let listed = house.data(&bureau(), TO_BE_DECLARED).await;
        assert_eq!(listed["projects"]["totalCount"], 1);
        handed_in(&house, Kind::Projects, &format!("{short}否\n")).await;
        assert_eq!(told(&house, &bureau()).await, Vec::<Value>::new(), "the row took it back");
    }
}

on_both! {
    async fn of_two_projects_of_a_name_the_unit_tells_which(db: &TestDb) {
        let house = House::at(db).await;
        let _said = known(&house).await;
        let other = RegisterProject {
            name: "城市照明改造".to_owned(),
            unit: UnitInput { name: "亭湖区水利局".to_owned(), credit_code: None },
            project_code: None,
            tracked_since: None,
            facts: Vec::new(),
        };
        let submission = Submission { caller: &bureau(), jurisdiction: house.tinghu, key: None };
        house.hub.submit(&submission, &other).await.unwrap();
        // That of neither unit tells nothing; a unit is known without the places before its name.
        for (unit, marked) in [("农业局", 0), ("水利局", 1)] {
            let short = format!("项目名称,建设单位,总投资（万元）,是否涉密\n城市照明改造,{unit},120,是\n");
            assert_eq!(handed_in(&house, Kind::Projects, &short).await, [Fate::Refused]);
            assert_eq!(told(&house, &bureau()).await.len(), marked, "{unit}");
        }
    }
}

on_both! {
    async fn a_unit_tells_nothing_of_the_projects_of_others(db: &TestDb) {
        let house = House::at(db).await;
        let _said = known(&house).await;
        let unit = Caller {
            role: Role::ProjectUnit,
            organization: Some(CreditCode::parse("11320902014321234P").unwrap()),
            ..bureau()
        };
        let ledger = format!(
            "项目名称,建设单位,项目代码,总投资（万元）,是否涉密\n{SECRET}工程,区保密局,{},120,是\n",
            code().as_str()
        );
        let order = book::order(Kind::Projects, ledger.as_bytes(), false);
        let done = house.hub.import(&unit, house.tinghu, order).await.unwrap();
        assert_eq!(done.rows[0].fate, Fate::Refused);
        assert_eq!(told(&house, &bureau()).await, Vec::<Value>::new());
        assert!(!everything(db).await.lines().any(|row| row.starts_with("secrecy_mark ")));
    }
}
