//! Several purchases of one project: each contract is held against the award that it came of.

use serde_json::{Value, json};
use shuniu_connectors::contract::{AwardRecord, CanonicalRecord, Stream, System};
use shuniu_tests::{TestDb, on_both};

use super::dictated::{Dictation, amount, code, of_project};
use super::house::{House, day};
use super::versions::{entered, told};
use super::whole::with_national_law;

fn tender(number: &str) -> Value {
    json!({
        "number": number, "name": number, "method": "open_tender", "lot": null, "budget": null,
        "published_on": "2026-03-02", "agency_name": null,
        "unified_trade_code": format!("A01-{number}"),
    })
}

fn award(number: &str, on: &str) -> CanonicalRecord {
    let mut record = of_project(&code(), &[]);
    record.award = Some(AwardRecord {
        tender_number: number.to_owned(),
        lot: None,
        supplier_name: "盐城某科技有限公司".to_owned(),
        supplier_credit_code: None,
        amount: Some(amount("900000.00")),
        issued_on: day(on),
        unified_trade_code: Some(format!("A01-{number}")),
    });
    record.events = serde_json::from_value(json!([
        {"kind": "award_notice_issued", "on": on, "attributes": {}, "occurrence_key": number},
    ]))
    .unwrap();
    record
}

fn contract(number: &str, purchase: &str, on: &str) -> CanonicalRecord {
    let mut record = of_project(&code(), &[]);
    record.contract = serde_json::from_value(json!({
        "number": number, "name": number, "amount": amount("900000.00"),
        "supplier_name": "盐城某科技有限公司", "supplier_credit_code": null, "signed_on": on,
        "lot": null, "unified_trade_code": format!("A01-{purchase}"),
    }))
    .unwrap();
    record.events = serde_json::from_value(json!([
        {"kind": "contract_signed", "on": on, "attributes": {}, "occurrence_key": number},
    ]))
    .unwrap();
    record
}

async fn say(said: &mut Dictation<'_>, stream: Stream, id: &str, record: CanonicalRecord) {
    said.say(&System::TRADING_CENTRE, stream, id, record).await;
}

on_both! {
    async fn a_contract_answers_the_award_of_its_own_purchase(db: &TestDb) {
        let house = House::at(db).await;
        with_national_law(&house).await;
        let mut said = entered(&house).await;
        let law = of_project(&code(), &[("procurement_law", json!("government_procurement"))]);
        let municipal = System::MUNICIPAL_PROJECTS;
        said.say(&municipal, Stream::PLAN_ITEMS, "P-1", law).await;
        for (number, on) in [("X", "2026-06-01"), ("Y", "2026-06-02")] {
            let mut notice = of_project(&code(), &[]);
            notice.tender = serde_json::from_value(tender(number)).unwrap();
            say(&mut said, Stream::TENDERS, number, notice).await;
            say(&mut said, Stream::AWARDS, &format!("A-{number}"), award(number, on)).await;
        }
        say(&mut said, Stream::CONTRACTS, "C-1", contract("HT-Y", "Y", "2026-06-10")).await;

        let wanted = "obligations { provisionCode triggeredOn status fulfilledOn }";
        let duties = |told: &Value| -> Vec<(String, String)> {
            let all = told["obligations"].as_array().unwrap().iter();
            let own = all.filter(|one| one["provisionCode"] == "national-procurement-46-contract-30-days");
            let part = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
            let mut own: Vec<_> = own.map(|one| (part(one, "triggeredOn"), part(one, "status"))).collect();
            own.sort();
            own
        };
        let line = |on: &str, status: &str| (on.to_owned(), status.to_owned());
        let one = duties(&told(&house, wanted).await);
        assert_eq!(one, [line("2026-06-01", "PENDING"), line("2026-06-02", "FULFILLED")]);

        // A contract of no known purchase answers the first notice that is open.
        let mut other = contract("HT-0", "Z", "2026-06-12");
        other.project.unified_trade_code = None;
        say(&mut said, Stream::CONTRACTS, "C-2", other).await;
        let both = duties(&told(&house, wanted).await);
        assert_eq!(both, [line("2026-06-01", "FULFILLED"), line("2026-06-02", "FULFILLED")]);
    }
}
