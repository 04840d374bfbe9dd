//! A contract is signed once, whoever tells of it and on what day.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_hub::policy::RegionCode;
use shuniu_hub::{JurisdictionSetup, PackChoice};
use shuniu_tests::{TestDb, on_both};

use super::dictated::{Dictation, code};
use super::house::{House, day};
use super::journey::{change, text};
use super::moved::{right, tender, two_projects};
use super::said_otherwise::{award, correct};
use super::taken_back::{signed, told};

/// A project of 亭湖 that buys under the procurement law.
pub(super) async fn buying(house: &House) -> Dictation<'_> {
    let pack = |id: &str| PackChoice {
        id: id.to_owned(),
        effective_on: Some(day("2025-01-01")),
    };
    let setup = JurisdictionSetup {
        region: RegionCode::parse("320902").unwrap(),
        name: "亭湖区".to_owned(),
        packs: vec![pack("national"), pack("tinghu")],
        settings: serde_json::Map::new(),
        precedence: None,
    };
    house.hub.ensure_jurisdiction(&setup).await.unwrap();
    house.hub.load_jurisdictions().await.unwrap();
    let mut said = Dictation::to(house).await;
    let header = [
        ("name", json!("智慧城管项目（二期）")),
        ("project_code", json!(code().as_str())),
        ("unit_name", json!("亭湖区城市管理局")),
        ("investment_yuan", json!("1180000.00")),
        ("procurement_law", json!("government_procurement")),
    ];
    said.approval(&code(), &header).await;
    let project = told(house, &code(), "id").await["id"].take();
    let input = format!(r#"project: {project}, trackedSince: "2026-01-01""#);
    change(house, "attestFile", &input, "project { id }").await;
    said
}

/// A system tells of the signing of a contract.
pub(super) async fn tell(said: &mut Dictation<'_>, system: &System, number: &str, on: &str) {
    let stream = if *system == System::TRADING_CENTRE {
        Stream::CONTRACTS
    } else {
        Stream::PLAN_ITEMS
    };
    let mut record = signed(&code(), number);
    record.contract.as_mut().unwrap().signed_on = day(on);
    record.events[0].on = day(on);
    said.say(system, stream, number, record).await;
}

/// The clocks that signings started: provision and contract of each, with its id and first day.
pub(super) async fn clocks(house: &House) -> BTreeMap<(String, String), (String, String)> {
    let wanted = "obligations { id provisionCode subject occurrence triggeredOn }";
    let told = told(house, &code(), wanted).await;
    let all = told["obligations"].as_array().unwrap().iter();
    let of_signing = all.filter(|one| {
        let provision = text(&one["provisionCode"]);
        [COPY, ANNOUNCED].contains(&provision) && one["triggeredOn"].is_string()
    });
    let clock = |one: &Value| {
        let of = one["subject"].as_str().unwrap_or("-");
        (
            (text(&one["provisionCode"]).to_owned(), of.to_owned()),
            (
                text(&one["id"]).to_owned(),
                text(&one["triggeredOn"]).to_owned(),
            ),
        )
    };
    let listed: Vec<_> = of_signing.map(clock).collect();
    let told = listed.len();
    let clocks: BTreeMap<_, _> = listed.into_iter().collect();
    assert_eq!(
        clocks.len(),
        told,
        "one clock of a contract runs once: {clocks:?}"
    );
    clocks
}

pub(super) const COPY: &str = "national-procurement-47-copy-7-workdays";
const ANNOUNCED: &str = "national-procurement-rules-50-announcement-2-workdays";

/// From what day the clocks of HT-7 run, and as which rows.
async fn of_contract(house: &House) -> (Vec<String>, Vec<String>) {
    let clocks = clocks(house).await;
    assert!(clocks.keys().all(|(_, of)| of == "HT-7"), "{clocks:?}");
    let ids = clocks.values().map(|(id, _)| id.clone()).collect();
    let days: std::collections::BTreeSet<String> = clocks.into_values().map(|(_, on)| on).collect();
    (ids, days.into_iter().collect())
}

on_both! {
    async fn two_systems_that_give_a_signing_two_days_run_one_clock(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = buying(&house).await;
        tell(&mut said, &System::TRADING_CENTRE, "HT-7", "2026-03-16").await;
        let (ids, days) = of_contract(&house).await;
        assert_eq!((ids.len(), days), (2, vec!["2026-03-16".to_owned()]));
        // The municipal system stands before the trading centre.
        tell(&mut said, &System::MUNICIPAL_PROJECTS, "HT-7", "2026-03-18").await;
        assert_eq!(of_contract(&house).await, (ids.clone(), vec!["2026-03-18".to_owned()]));

        let disputed = told(&house, &code(), "contracts { signedOn }").await;
        assert_eq!(disputed["contracts"], json!([{"signedOn": "2026-03-18"}]));
        settle(&house, "2026-03-16").await;
        assert_eq!(of_contract(&house).await, (ids.clone(), vec!["2026-03-16".to_owned()]));

        // What a person says of the event opens it again; what was chosen counts until it is settled.
        house.clock.advance(chrono::TimeDelta::minutes(1));
        correct(&house, &code(), ("contract_signed", "HT-7"), "2026-03-20").await;
        let wanted = "contracts { signedOn } discrepancies { state }";
        let open = |on: &str| json!({"contracts": [{"signedOn": on}], "discrepancies": [{"state": "OPEN"}]});
        assert_eq!(told(&house, &code(), wanted).await, open("2026-03-16"));
        assert_eq!(of_contract(&house).await, (ids.clone(), vec!["2026-03-16".to_owned()]));
        settle(&house, "2026-03-20").await;
        assert_eq!(of_contract(&house).await, (ids.clone(), vec!["2026-03-20".to_owned()]));

        void_of_person(&house).await;
        let now = told(&house, &code(), "contracts { signedOn }").await;
        assert_eq!(now["contracts"], json!([{"signedOn": "2026-03-18"}]));
        assert_eq!(of_contract(&house).await, (ids, vec!["2026-03-18".to_owned()]));
    }
}

/// Settles the disagreement for the source that says the day.
async fn settle(house: &House, on: &str) {
    let disputed = told(
        house,
        &code(),
        "discrepancies { id version values { id value } }",
    )
    .await;
    let dispute = &disputed["discrepancies"][0];
    let mut values = dispute["values"].as_array().unwrap().iter();
    let value = values.find(|one| one["value"] == on).unwrap();
    let input = format!(
        r#"discrepancy: {}, choose: {}, expectedVersion: {}, reason: "按合同原件""#,
        dispute["id"], value["id"], dispute["version"]
    );
    change(house, "settleDiscrepancy", &input, "discrepancy { state }").await;
}

/// Withdraws what a person told of the signing.
async fn void_of_person(house: &House) {
    let wanted = "events(kinds: [\"contract_signed\"]) { id provenance { source } }";
    let told = told(house, &code(), wanted).await;
    let mut events = told["events"].as_array().unwrap().iter();
    let event = events.find(|one| one["provenance"]["source"] == "person");
    let input = format!(r#"event: {}, reason: "看错了""#, event.unwrap()["id"]);
    change(house, "voidEvent", &input, "project { id }").await;
}

on_both! {
    async fn a_day_that_a_person_entered_is_not_the_event_that_a_person_withdrew(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = buying(&house).await;
        tell(&mut said, &System::TRADING_CENTRE, "HT-7", "2026-03-16").await;
        let project = text(&told(&house, &code(), "id").await["id"]).to_owned();
        let input = format!(r#"project: "{project}", kind: "contract_signed", occurrence: "HT-7", occurredOn: "2026-03-20""#);
        change(&house, "recordEvent", &input, "event { id }").await;
        void_of_person(&house).await;
        tell(&mut said, &System::MUNICIPAL_PROJECTS, "HT-7", "2026-03-18").await;
        let disputed = told(&house, &code(), "discrepancies { id version }").await;
        let dispute = &disputed["discrepancies"][0];
        let input = format!(
            r#"discrepancy: {}, expectedVersion: {}, enter: "2026-03-20", reason: "按合同原件""#,
            dispute["id"], dispute["version"]
        );
        change(&house, "settleDiscrepancy", &input, "discrepancy { state }").await;
        let wanted = "contracts { signedOn } discrepancies { state }";
        let settled = json!({"contracts": [{"signedOn": "2026-03-20"}], "discrepancies": []});
        assert_eq!(told(&house, &code(), wanted).await, settled);
        assert_eq!(of_contract(&house).await.1, ["2026-03-20"]);
    }
}

on_both! {
    async fn a_contract_that_its_system_takes_elsewhere_is_not_kept_by_its_signing(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        said.say(&trade, Stream::CONTRACTS, "C7", signed(&code(), "HT-7")).await;
        let project = text(&told(&house, &code(), "id").await["id"]).to_owned();
        let input = format!(r#"project: "{project}", kind: "contract_signed", occurrence: "HT-7", occurredOn: "2026-03-20""#);
        change(&house, "recordEvent", &input, "event { id }").await;
        let wanted = "contracts { number signedOn }";
        let with = json!({"contracts": [{"number": "HT-7", "signedOn": "2026-03-20"}]});
        assert_eq!(told(&house, &code(), wanted).await, with);
        said.say(&trade, Stream::CONTRACTS, "C7", signed(&right(), "HT-7")).await;
        assert_eq!(told(&house, &code(), wanted).await, json!({"contracts": []}));
        let moved = told(&house, &right(), wanted).await;
        assert_eq!(moved["contracts"][0]["signedOn"], "2026-03-15");
    }
}

on_both! {
    async fn a_contract_is_one_however_its_number_is_spelt(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = buying(&house).await;
        let project = text(&told(&house, &code(), "id").await["id"]).to_owned();
        let happened = async |kind: &str, number: &str, on: &str| {
            let input = format!(r#"project: "{project}", kind: "{kind}", occurrence: "{number}", occurredOn: "{on}""#);
            change(&house, "recordEvent", &input, "event { id }").await["event"]["id"].take()
        };
        let first = happened("contract_signed", "ＨＴ（2026）7号", "2026-03-16").await;
        let before = clocks(&house).await;
        tell(&mut said, &System::TRADING_CENTRE, "HT(2026)7号", "2026-03-16").await;
        let now = clocks(&house).await;
        assert!(now.keys().all(|(_, of)| of == "HT(2026)7号"), "as the contract is called: {now:?}");
        assert_eq!(now.values().collect::<Vec<_>>(), before.values().collect::<Vec<_>>());
        // Its filing is told in yet another spelling.
        happened("contract_filed", "HT（2026）7号", "2026-03-20").await;
        let wanted = "obligations { provisionCode status triggeredOn }";
        let duties = told(&house, &code(), wanted).await;
        let copies: Vec<&Value> = duties["obligations"].as_array().unwrap().iter().filter(|one| one["provisionCode"] == COPY).collect();
        assert_eq!(copies.len(), 1, "{copies:?}");
        assert_eq!(copies[0]["status"], "FULFILLED");
        // It stays itself without the first of its tellers, and when its system numbers it anew.
        let input = format!(r#"event: {first}, reason: "重复登记""#);
        change(&house, "voidEvent", &input, "project { id }").await;
        assert_eq!(clocks(&house).await, now);
        let mut record = signed(&code(), "HT-8");
        record.contract.as_mut().unwrap().signed_on = day("2026-03-16");
        record.events[0].on = day("2026-03-16");
        said.say(&System::TRADING_CENTRE, Stream::CONTRACTS, "HT(2026)7号", record).await;
        let renumbered = clocks(&house).await;
        assert!(renumbered.keys().all(|(_, of)| of == "HT-8"), "{renumbered:?}");
        assert_eq!(renumbered.values().collect::<Vec<_>>(), now.values().collect::<Vec<_>>());
    }
}

on_both! {
    async fn an_award_that_was_told_before_its_lot_stays_with_its_lot(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = buying(&house).await;
        let project = text(&told(&house, &code(), "id").await["id"]).to_owned();
        let input = format!(r#"project: "{project}", kind: "award_notice_issued", occurredOn: "2026-03-05""#);
        change(&house, "recordEvent", &input, "event { id }").await;
        let trade = System::TRADING_CENTRE;
        // The contract is of the second award, the first is still without one.
        for (lot, on, deal) in [("TH-1", "2026-03-02", "A01-1"), ("TH-2", "2026-03-05", "A01-2")] {
            let mut purchase = tender(&code());
            let of_lot = purchase.tender.as_mut().unwrap();
            lot.clone_into(&mut of_lot.number);
            of_lot.unified_trade_code = Some(deal.to_owned());
            said.say(&trade, Stream::TENDERS, lot, purchase).await;
            let mut awarded = award(&code(), lot);
            let of_lot = awarded.award.as_mut().unwrap();
            of_lot.issued_on = day(on);
            of_lot.unified_trade_code = Some(deal.to_owned());
            awarded.events[0].on = day(on);
            said.say(&trade, Stream::AWARDS, lot, awarded).await;
        }
        // However somebody else spells the lot.
        let input = format!(r#"project: "{project}", kind: "award_notice_issued", occurrence: "ｔｈ－2", occurredOn: "2026-03-06""#);
        change(&house, "recordEvent", &input, "event { id }").await;
        let mut record = signed(&code(), "HT-2");
        record.contract.as_mut().unwrap().unified_trade_code = Some("A01-2".to_owned());
        said.say(&trade, Stream::CONTRACTS, "HT-2", record).await;
        let wanted = "obligations { provisionCode triggeredOn fulfilledOn }";
        let duties = told(&house, &code(), wanted).await;
        let mut answered: Vec<(&str, bool)> = duties["obligations"].as_array().unwrap().iter()
            .filter(|one| one["provisionCode"] == "national-procurement-46-contract-30-days")
            .map(|one| (text(&one["triggeredOn"]), one["fulfilledOn"].is_string()))
            .collect();
        answered.sort_unstable();
        assert_eq!(answered, [("2026-03-02", false), ("2026-03-06", true)]);
        let awarded = told(&house, &code(), "tenders { code awardedOn }").await;
        let both = json!([{"code": "TH-1", "awardedOn": "2026-03-02"}, {"code": "TH-2", "awardedOn": "2026-03-06"}]);
        assert_eq!(awarded["tenders"], both);
    }
}

on_both! {
    async fn a_duty_stays_with_its_papers_when_its_event_is_told_by_others(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = buying(&house).await;
        let project = text(&told(&house, &code(), "id").await["id"]).to_owned();
        let input = format!(r#"project: "{project}", kind: "contract_signed", occurredOn: "2026-03-16""#);
        let event = change(&house, "recordEvent", &input, "event { id }").await["event"]["id"].take();
        let nameless = clocks(&house).await;
        let (copy, _) = nameless[&(COPY.to_owned(), "-".to_owned())].clone();
        let input = format!(r#"project: "{project}", kind: "contract_copy", filedOn: "2026-03-17", evidences: ["{copy}"]"#);
        change(&house, "recordDocument", &input, "document { id }").await;
        let attached = async || {
            let wanted = "obligations { id documents { definition { name } } }";
            let told = told(&house, &code(), wanted).await;
            let all = told["obligations"].as_array().unwrap().iter();
            let with = all.filter(|one| one["documents"].as_array().is_some_and(|all| !all.is_empty()));
            with.map(|one| text(&one["id"]).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(attached().await, std::slice::from_ref(&copy));
        let rows = |clocks: &BTreeMap<_, (String, String)>| clocks.values().cloned().collect::<Vec<_>>();

        tell(&mut said, &System::TRADING_CENTRE, "HT-7", "2026-03-16").await;
        let named = clocks(&house).await;
        assert!(named.keys().all(|(_, of)| of == "HT-7"), "{named:?}");
        assert_eq!((rows(&named), attached().await), (rows(&nameless), vec![copy.clone()]));

        // Without the row that came first the others tell it still.
        let input = format!(r#"event: {event}, reason: "重复登记""#);
        change(&house, "voidEvent", &input, "project { id }").await;
        assert_eq!((clocks(&house).await, attached().await), (named, vec![copy]));
    }
}
