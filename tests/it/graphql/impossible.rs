//! What cannot be: amounts below zero and days that are still to come, whoever says it.

use serde_json::{Value, json};
use shuniu_connectors::contract::{CanonicalRecord, ContractRecord, Stream, System};
use shuniu_tests::{TestDb, on_both};

use super::dictated::{amount, code, of_project};
use super::house::{House, bureau, day};
use super::versions::{entered, told};

fn contract(amount_yuan: &str, signed_on: &str) -> CanonicalRecord {
    let mut record = of_project(&code(), &[]);
    record.contract = Some(ContractRecord {
        number: "HT-7".to_owned(),
        name: "智慧城管合同".to_owned(),
        amount: amount(amount_yuan),
        supplier_name: "盐城某科技有限公司".to_owned(),
        supplier_credit_code: None,
        signed_on: day(signed_on),
        lot: None,
        unified_trade_code: None,
    });
    record
}

on_both! {
    async fn what_a_system_cannot_have_meant_is_set_aside(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = entered(&house).await;
        let trade = System::TRADING_CENTRE;
        let beyond = "9000000000000000.00";
        for impossible in [
            contract("-1000.00", "2026-05-06"),
            contract(beyond, "2026-05-06"),
            contract("1000.00", "0001-01-01"),
            contract("1000.00", "2036-01-05"),
        ] {
            let heard = said.hear(&trade, Stream::CONTRACTS, "C7", impossible).await;
            assert_eq!((heard.merged, heard.quarantined), (0, 1));
        }
        let negative = of_project(&code(), &[("investment_yuan", json!("-1500000.00"))]);
        let approval = System::INVESTMENT_APPROVAL;
        let heard = said.hear(&approval, Stream::APPROVALS, "SB-1", negative).await;
        assert_eq!((heard.merged, heard.quarantined), (0, 1));
        let told = told(&house, "investment contracts { number }").await;
        assert_eq!((&told["investment"], &told["contracts"]), (&json!("1180000.00"), &json!([])));
        let list = "{ quarantine(first: 9) { nodes { path reason { code } } } }";
        let list = house.data(&bureau(), list).await["quarantine"]["nodes"].take();
        let part = |one: &Value| (one["path"].clone(), one["reason"]["code"].clone());
        let mut reasons: Vec<_> = list.as_array().unwrap().iter().map(part).collect();
        reasons.sort_by_key(|(_, code)| code.to_string());
        assert_eq!(
            reasons,
            [
                (json!("/investment_yuan"), json!("below_zero")),
                (json!("/SIGNING_TIME"), json!("still_to_come")),
            ],
            "a newer version takes the place of the one before",
        );
    }
}

on_both! {
    async fn what_a_person_cannot_mean_is_refused_and_money_is_kept_alike(db: &TestDb) {
        let house = House::at(db).await;
        entered(&house).await;
        let id = told(&house, "").await["id"].clone();
        let record = |name: &str, value: &str| format!(
            r#"mutation {{ recordFact(input: {{project: {id}, fact: {{name: "{name}", value: {value}}}}}) {{ project {{ investment }} }} }}"#
        );
        for (name, value) in [
            ("investment_yuan", r#""-1.00""#),
            ("investment_yuan", r#""9000000000000000.00""#),
            ("contract_warranty_months", "-5"),
            ("contract_warranty_months", "99999999999"),
        ] {
            let codes = house.codes(&bureau(), &record(name, value)).await;
            assert_eq!(codes, ["BAD_USER_INPUT"], "{name} {value}");
        }
        let event = |on: &str| format!(
            r#"mutation {{ recordEvent(input: {{project: {id}, kind: "project_approved", occurredOn: "{on}"}}) {{ event {{ id }} }} }}"#
        );
        for on in ["0001-01-01", "2099-01-01"] {
            assert_eq!(house.codes(&bureau(), &event(on)).await, ["BAD_USER_INPUT"], "{on}");
        }
        let asset = |given: &str| format!(
            r#"mutation {{ recordAsset(input: {{project: {id}, kind: HARDWARE, name: "服务器", {given}}}) {{ asset {{ id }} }} }}"#
        );
        for given in [
            r#"originalValue: "-5.00""#,
            r#"originalValue: "9000000000000000.00""#,
            r#"acquiredOn: "0001-01-01""#,
        ] {
            assert_eq!(house.codes(&bureau(), &asset(given)).await, ["BAD_USER_INPUT"], "{given}");
        }
        house.data(&bureau(), &asset(r#"originalValue: "5.00""#)).await;
        house.data(&bureau(), &record("budget_yuan", r#"" 456 ""#)).await;
        let facts = told(&house, r#"facts(names: ["budget_yuan"]) { value }"#).await;
        assert_eq!(facts["facts"][0]["value"], "456.00");
    }
}
