//! What several records of a system, or several systems, tell of one project side by side.

use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_tests::{TestDb, on_both};

use super::dictated::code;
use super::house::House;
use super::journey::{change, text};
use super::versions::{SYSTEM, entered, event, told};

fn card(change: &str, number: &str, kind: &str, on: &str, registered_on: &str) -> Value {
    json!({
        "changeNo": change, "changeType": kind, "changedOn": on, "registeredOn": registered_on,
        "cardNumber": number, "assetKind": "软件", "assetName": format!("软件{number}"),
        "quantity": "1", "originalValue": "92.64", "amountUnit": "万元", "regionCode": "320902",
        "secrecy": "0", "unitName": "亭湖区城市管理局", "unitCode": "11320902000000019G",
        "holderName": "亭湖区城市管理局", "projectCode": code().as_str(),
        "projectName": "智慧城管项目（二期）", "updatedAt": "2026-06-22T16:05:00+08:00",
    })
}

on_both! {
    async fn a_second_card_leaves_the_registration_of_the_first(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = entered(&house).await;
        let id = told(&house, "").await["id"].clone();
        let runs = format!(r#"project: {id}, kind: "system_in_operation", occurredOn: "2026-05-22""#);
        change(&house, "recordEvent", &runs, "event { id }").await;
        let wanted = r#"assets { cardNumber state fulfils { provisionCode } }
            documents(kinds: ["asset_registration"]) { filedOn occurrence standing }
            obligations { provisionCode fulfilledOn }"#;
        let registered = |told: &Value| {
            let duties = told["obligations"].as_array().unwrap();
            let own = duties.iter().find(|one| one["provisionCode"] == "tinghu-20-asset-registration");
            own.unwrap()["fulfilledOn"].clone()
        };
        let cards = |told: &Value| {
            let mut cards = told["assets"].as_array().unwrap().clone();
            cards.sort_by_key(|one| text(&one["cardNumber"]).to_owned());
            let one = |card: &Value| {
                (text(&card["state"]).to_owned(), card["fulfils"].as_array().unwrap().len())
            };
            cards.iter().map(one).collect::<Vec<_>>()
        };
        for (raw, first, second) in [
            (card("BD-1", "0001", "登记入账", "2026-06-01", "2026-06-01"), ("registered", 1), None),
            (card("BD-2", "0002", "登记入账", "2026-06-10", "2026-06-10"), ("registered", 1), Some(("registered", 0))),
            (card("BD-3", "0001", "无偿调拨", "2026-06-20", "2026-06-01"), ("transferred", 1), Some(("registered", 0))),
        ] {
            let record = said.mapped(&System::ASSET_CLOUD, &Stream::ASSET_CHANGES, &raw);
            said.say(&System::ASSET_CLOUD, Stream::ASSET_CHANGES, text(&raw["changeNo"]), record).await;
            let told = told(&house, wanted).await;
            assert_eq!(registered(&told), "2026-06-01", "{raw}: {told}");
            let expected = [Some(first), second].into_iter().flatten();
            let expected: Vec<_> = expected.map(|(state, duties)| (state.to_owned(), duties)).collect();
            assert_eq!(cards(&told), expected, "{raw}: {told}");
        }
        let papers = told(&house, wanted).await["documents"].take();
        let mut papers = papers.as_array().unwrap().clone();
        papers.sort_by_key(|one| text(&one["occurrence"]).to_owned());
        assert_eq!(papers, [
            json!({"filedOn": "2026-06-01", "occurrence": "0001", "standing": "current"}),
            json!({"filedOn": "2026-06-10", "occurrence": "0002", "standing": "current"}),
        ]);
    }
}

on_both! {
    async fn a_step_that_two_systems_report_is_one_finding(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = entered(&house).await;
        // What closes the gate of the approval.
        let id = told(&house, "").await["id"].clone();
        let own_app = format!(r#"project: {id}, fact: {{name: "includes_separate_mobile_app", value: true}}"#);
        change(&house, "recordFact", &own_app, "fact { value }").await;
        const KIND: &str = "project_approved";
        said.say(&System::INVESTMENT_APPROVAL, Stream::APPROVALS, "D-1", event(KIND, "8", "2026-05-04")).await;
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", event(KIND, "J-1", "2026-05-04")).await;
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-2", event(KIND, "J-2", "2026-05-05")).await;
        let told = told(&house, "findings { code zh en because { zh en } provision { code } detail }").await;
        let found = told["findings"].as_array().unwrap().iter();
        let prefix = "law:step_past_closed_gate:project_approval:";
        let found: Vec<&Value> =
            found.filter(|one| text(&one["code"]).starts_with(prefix)).collect();
        let days: Vec<&str> = found.iter().map(|one| &text(&one["code"])[prefix.len()..]).collect();
        assert_eq!(days, ["2026-05-04", "2026-05-05"], "{found:?}");
        let sources = |one: &Value| {
            let told = one["detail"]["told"].as_array().unwrap().iter();
            told.map(|one| text(&one["source"]).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(sources(found[0]), ["investment_approval", "municipal_projects"]);
        assert_eq!(sources(found[1]), ["municipal_projects"]);
        let said = text(&found[0]["zh"]);
        assert!(said.starts_with("2026-05-04立项批复；当日依第"), "{said}");
        assert!(said.ends_with("，该步骤不应进行"), "{said}");
        let said = text(&found[0]["en"]);
        assert!(said.starts_with("the project was approved on 2026-05-04, a day on which article "), "{said}");
        let why = found[0]["because"].as_array().unwrap();
        let blockers = found[0]["detail"]["blockers"].as_array().unwrap();
        assert_eq!(why.len(), blockers.len(), "each article tells its own reasons");
        assert!(why.iter().all(|one| text(&one["zh"]).starts_with('第')), "{why:?}");
        assert!(why.iter().all(|one| text(&one["en"]).starts_with("article ")), "{why:?}");
    }
}
