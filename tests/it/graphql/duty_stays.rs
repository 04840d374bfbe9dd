//! A duty stays itself, with its papers, while its event does; and is no other's.

use serde_json::{Value, json};
use shuniu_connectors::contract::System;
use shuniu_tests::{TestDb, on_both};

use super::dictated::code;
use super::house::House;
use super::journey::{change, text};
use super::signed_once::{COPY, buying, clocks, tell};
use super::taken_back::told;

const BIDS: &str = "national-procurement-35-bids-20-days";

async fn project(house: &House) -> String {
    text(&told(house, &code(), "id").await["id"]).to_owned()
}

async fn happened(house: &House, kind: &str, on: &str, of: Option<&str>) -> String {
    let of = of.map(|of| format!(r#", occurrence: "{of}""#));
    let input = format!(
        r#"project: "{}", kind: "{kind}", occurredOn: "{on}"{}"#,
        project(house).await,
        of.unwrap_or_default()
    );
    let done = change(house, "recordEvent", &input, "event { id }").await;
    text(&done["event"]["id"]).to_owned()
}

async fn void(house: &House, event: &str) {
    let input = format!(r#"event: "{event}", reason: "记错""#);
    change(house, "voidEvent", &input, "project { id }").await;
}

async fn corrected(house: &House, event: &str, kind: &str, rest: &str) {
    let input = format!(r#"event: "{event}", kind: "{kind}", reason: "记错", {rest}"#);
    change(house, "correctEvent", &input, "event { id }").await;
}

/// Puts a paper on a duty.
async fn put(house: &House, duty: &str) {
    let input = format!(
        r#"project: "{}", kind: "contract_copy", filedOn: "2026-03-25", evidences: ["{duty}"]"#,
        project(house).await
    );
    change(house, "recordDocument", &input, "document { id }").await;
}

/// The duties with papers on them: id and what they are of.
async fn evidenced(house: &House) -> Vec<(String, Value)> {
    let wanted = "obligations { id subject documents { id } }";
    let told = told(house, &code(), wanted).await;
    let all = told["obligations"].as_array().unwrap().iter();
    let with = all.filter(|one| {
        one["documents"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    });
    with.map(|one| (text(&one["id"]).to_owned(), one["subject"].clone()))
        .collect()
}

async fn of_lots(house: &House) -> Vec<(Value, String)> {
    let told = told(house, &code(), "obligations { id provisionCode subject }").await;
    let all = told["obligations"].as_array().unwrap().iter();
    let of = all.filter(|one| one["provisionCode"] == BIDS);
    of.map(|one| (one["subject"].clone(), text(&one["id"]).to_owned()))
        .collect()
}

on_both! {
    async fn a_paper_of_one_lot_is_never_that_of_another(db: &TestDb) {
        let house = House::at(db).await;
        let _said = buying(&house).await;
        let first = happened(&house, "tender_documents_issued", "2026-03-02", Some("甲标")).await;
        let duty = of_lots(&house).await;
        assert_eq!(duty.len(), 1);
        put(&house, &duty[0].1).await;
        assert_eq!(evidenced(&house).await, [(duty[0].1.clone(), json!("甲标"))]);
        void(&house, &first).await;
        happened(&house, "tender_documents_issued", "2026-06-02", Some("乙标")).await;
        let now = of_lots(&house).await;
        assert_eq!((now.len(), &now[0].0), (1, &json!("乙标")));
        assert_ne!(now[0].1, duty[0].1);
        assert_eq!(evidenced(&house).await, []);
    }
}

on_both! {
    async fn a_duty_stays_with_the_contract_that_it_names(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = buying(&house).await;
        let nameless = happened(&house, "contract_signed", "2026-03-16", None).await;
        tell(&mut said, &System::TRADING_CENTRE, "HT-7", "2026-03-16").await;
        let of_seven = (COPY.to_owned(), "HT-7".to_owned());
        let (duty, _) = clocks(&house).await[&of_seven].clone();
        put(&house, &duty).await;
        let on_it = [(duty.clone(), json!("HT-7"))];
        assert_eq!(evidenced(&house).await, on_it);
        // Whoever told it first meant another day.
        corrected(&house, &nameless, "contract_signed", r#"occurredOn: "2026-03-19""#).await;
        assert_eq!(clocks(&house).await[&of_seven].0, duty);
        assert_eq!(evidenced(&house).await, on_it);
        // Or another contract, while the trading centre still tells this one.
        let second = happened(&house, "contract_signed", "2026-03-16", Some("HT-7")).await;
        corrected(&house, &second, "contract_signed", r#"occurredOn: "2026-03-16", occurrence: "HT-8""#).await;
        assert_eq!(clocks(&house).await[&of_seven].0, duty);
        assert_eq!(evidenced(&house).await, on_it);
    }
}

on_both! {
    async fn the_day_of_a_signing_that_was_withdrawn_is_withdrawn_too(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = buying(&house).await;
        tell(&mut said, &System::TRADING_CENTRE, "HT-7", "2026-03-16").await;
        tell(&mut said, &System::MUNICIPAL_PROJECTS, "HT-7", "2026-03-18").await;
        let wanted = "contracts { signedOn } events(kinds: [\"contract_signed\"]) { id provenance { source } }";
        let told_of = told(&house, &code(), wanted).await;
        assert_eq!(told_of["contracts"][0]["signedOn"], "2026-03-18");
        let mut events = told_of["events"].as_array().unwrap().iter();
        let event = events.find(|one| one["provenance"]["source"] == "municipal_projects").unwrap();
        void(&house, text(&event["id"])).await;
        let now = told(&house, &code(), "contracts { signedOn }").await;
        assert_eq!(now["contracts"][0]["signedOn"], "2026-03-16");
        let clocks = clocks(&house).await;
        assert!(clocks.values().all(|(_, on)| on == "2026-03-16"), "{clocks:?}");
    }
}
