//! Sources that disagree: one row for each field, settled by a person, gone when they agree.

use serde_json::{Value, json};
use shuniu_connectors::contract::{AwardRecord, CanonicalRecord, ContractRecord, Stream, System};
use shuniu_hub::access::Role;
use shuniu_hub::ledger::verify;
use shuniu_hub::policy::ProjectCode;
use shuniu_hub::precedence::{OwnPrecedence, Precedence};
use shuniu_tests::{TestDb, on_both};

use super::dictated::{Dictation, amount, code, of_project};
use super::house::{House, bureau, caller, unit};

const LIST: &str = r#"{ discrepancies { totalCount counts { open settled gone } nodes {
    id state version precedence field { name zh en subjectKind subjectNumber }
    values { id value standing provenance { source record { externalId } recordedAt } }
    counts { value provenance { source } } settlement { ruling settledBy reason }
    project { name investment unit { name } contracts { amount supplier { name } } } } } }"#;

async fn listed(house: &House) -> Vec<Value> {
    let data = house.data(&bureau(), LIST).await;
    data["discrepancies"]["nodes"].as_array().unwrap().clone()
}

/// The one disagreement about a field.
async fn about(house: &House, field: &str) -> Value {
    let listed = listed(house).await;
    let found: Vec<_> = listed
        .iter()
        .filter(|one| one["field"]["name"] == field)
        .collect();
    assert_eq!(found.len(), 1, "{field}: {listed:?}");
    found[0].clone()
}

fn header(investment: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("name", json!("智慧城管项目（二期）")),
        ("project_code", json!(code().as_str())),
        ("unit_name", json!("亭湖区城市管理局")),
        ("investment_yuan", json!(investment)),
    ]
}

/// Approval platform and municipal system disagree about the investment, and about nothing else.
async fn disagreeing(house: &House) -> Dictation<'_> {
    let mut said = Dictation::to(house).await;
    said.approval(&code(), &header("1180000.00")).await;
    let other = [
        ("name", json!("智慧城管项目(二期)")),
        ("unit_name", json!("亭湖区 城市管理局")),
        ("investment_yuan", json!("1200000.00")),
    ];
    said.municipal(&code(), &other).await;
    said
}

async fn municipal_says(said: &mut Dictation<'_>, investment: &str) {
    said.municipal(&code(), &[("investment_yuan", json!(investment))])
        .await;
}

fn settle(discrepancy: &Value, how: &str, version: Option<i64>) -> String {
    let version = version
        .map(|version| format!(", expectedVersion: {version}"))
        .unwrap_or_default();
    format!(
        r#"mutation {{ settleDiscrepancy(input: {{discrepancy: {}, {how}, reason: "核对批复原件"{version}}}) {{
            discrepancy {{ state counts {{ value }} settlement {{ ruling settledBy reason }} }} project {{ investment }} }} }}"#,
        discrepancy["id"]
    )
}

fn value_of(discrepancy: &Value, source: &str) -> Value {
    let values = discrepancy["values"].as_array().unwrap();
    let own = values
        .iter()
        .find(|one| one["provenance"]["source"] == source);
    own.unwrap()["id"].clone()
}

on_both! {
    async fn two_systems_that_disagree_are_one_row_until_they_agree(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = disagreeing(&house).await;
        let all = listed(&house).await;
        assert_eq!(all.len(), 1, "brackets and spaces are no difference: {all:?}");
        let one = &all[0];
        assert_eq!(one["field"]["name"], "investment_yuan");
        assert_eq!(one["state"], "OPEN");
        assert_eq!(one["precedence"], Precedence::shipped().version());
        let values = one["values"].as_array().unwrap();
        let told: Vec<_> = values.iter().map(|one| {
            (one["value"].as_str().unwrap(), one["standing"].as_str().unwrap(), one["provenance"]["source"].as_str().unwrap())
        }).collect();
        assert_eq!(told, [
            ("1180000.00", "current", "investment_approval"),
            ("1200000.00", "losing", "municipal_projects"),
        ]);
        assert!(values.iter().all(|one| one["provenance"]["record"]["externalId"] == code().as_str()));
        assert_eq!(one["counts"]["value"], "1180000.00");

        municipal_says(&mut said, "1210000.00").await;
        let changed = about(&house, "investment_yuan").await;
        assert_eq!(changed["id"], one["id"], "the same disagreement");
        assert_eq!(changed["values"][1]["value"], "1210000.00");
        municipal_says(&mut said, "1180000").await;
        let gone = about(&house, "investment_yuan").await;
        assert_eq!((&gone["id"], &gone["state"]), (&one["id"], &json!("GONE")));
        municipal_says(&mut said, "1190000.00").await;
        let again = about(&house, "investment_yuan").await;
        assert_eq!((&again["id"], &again["state"]), (&one["id"], &json!("OPEN")));
        let report = verify(&house.hub.reader(), house.hub.seal(), house.tinghu, &[]).await.unwrap();
        assert_eq!(report.breach, None);
    }
}

on_both! {
    async fn what_a_person_chose_counts_until_its_source_says_otherwise(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = disagreeing(&house).await;
        let one = about(&house, "investment_yuan").await;
        let choose = format!("choose: {}", value_of(&one, "municipal_projects"));
        let done = house.data(&bureau(), &settle(&one, &choose, one["version"].as_i64())).await;
        let done = &done["settleDiscrepancy"];
        assert_eq!(done["project"]["investment"], "1200000.00");
        assert_eq!(done["discrepancy"], json!({"state": "SETTLED", "counts": {"value": "1200000.00"},
            "settlement": {"ruling": "CHOSEN", "settledBy": "someone", "reason": "核对批复原件"}}));

        // The same in another spelling changes nothing.
        municipal_says(&mut said, "1200000").await;
        assert_eq!(about(&house, "investment_yuan").await["state"], "SETTLED");
        // The other says something new: it opens again, and the choice still counts.
        said.approval(&code(), &header("1170000.00")).await;
        let reopened = about(&house, "investment_yuan").await;
        assert_eq!((&reopened["state"], &reopened["settlement"]), (&json!("OPEN"), &Value::Null));
        assert_eq!(reopened["project"]["investment"], "1200000.00");
        // The chosen one says otherwise: the order of sources decides again.
        municipal_says(&mut said, "1230000.00").await;
        let lapsed = about(&house, "investment_yuan").await;
        assert_eq!(lapsed["state"], "OPEN");
        assert_eq!(lapsed["project"]["investment"], "1170000.00");
    }
}

on_both! {
    async fn a_right_value_is_entered_or_the_difference_stands(db: &TestDb) {
        let house = House::at(db).await;
        let _said = disagreeing(&house).await;
        let one = about(&house, "investment_yuan").await;
        let wrong = settle(&one, r#"enter: "a lot""#, None);
        assert_eq!(house.codes(&bureau(), &wrong).await, ["BAD_USER_INPUT"]);
        let both = settle(&one, r#"enter: "1195000.00", known: true"#, None);
        assert_eq!(house.codes(&bureau(), &both).await, ["BAD_USER_INPUT"]);
        let entered = house.data(&bureau(), &settle(&one, r#"enter: "1195000.00""#, None)).await;
        assert_eq!(entered["settleDiscrepancy"]["project"]["investment"], "1195000.00");
        let one = about(&house, "investment_yuan").await;
        assert_eq!(one["state"], "SETTLED");
        assert_eq!(one["values"].as_array().unwrap().len(), 3, "what lost is kept");

        let again = settle(&one, "known: true", None);
        assert_eq!(house.codes(&bureau(), &again).await, ["BAD_USER_INPUT"], "it is settled");
        let again = settle(&one, "known: true", one["version"].as_i64());
        let known = house.data(&bureau(), &again).await;
        let known = &known["settleDiscrepancy"];
        assert_eq!(known["discrepancy"]["settlement"]["ruling"], "KNOWN");
        assert_eq!(known["project"]["investment"], "1180000.00", "the order of sources decides");
    }
}

on_both! {
    async fn of_two_who_settle_at_once_one_is_told(db: &TestDb) {
        let house = House::at(db).await;
        let _said = disagreeing(&house).await;
        let one = about(&house, "investment_yuan").await;
        let version = one["version"].as_i64();
        let choose = |source| format!("choose: {}", value_of(&one, source));
        let first = settle(&one, &choose("municipal_projects"), version);
        let second = settle(&one, &choose("investment_approval"), version);
        let (caller, other) = (bureau(), bureau());
        let (first, second) = tokio::join!(house.codes(&caller, &first), house.codes(&other, &second));
        let mut codes = [first, second].concat();
        codes.sort_unstable();
        assert_eq!(codes, ["CONFLICT"]);
        assert_eq!(about(&house, "investment_yuan").await["state"], "SETTLED");
    }
}

on_both! {
    async fn units_and_lookers_see_it_and_settle_nothing(db: &TestDb) {
        const UNIT: &str = "11320902014344019Y";
        let house = House::at(db).await;
        let mut said = disagreeing(&house).await;
        let mut own = header("1180000.00");
        own.push(("unit_credit_code", json!(UNIT)));
        said.approval(&code(), &own).await;
        let one = about(&house, "investment_yuan").await;
        let ask = settle(&one, "known: true", None);
        let theirs = unit("11320902014321234P");
        let see = "{ discrepancies { totalCount nodes { id } } }";
        for (caller, seen) in [
            (caller(Role::Viewer, &["320902"]), 1), (unit(UNIT), 1), (theirs, 0),
            (caller(Role::Admin, &["652800"]), 0),
        ] {
            let codes = house.codes(&caller, &ask).await;
            assert!(codes == ["FORBIDDEN"], "{caller:?} {codes:?}");
            assert_eq!(house.data(&caller, see).await["discrepancies"]["totalCount"], seen);
        }
        let contractor = caller(Role::Contractor, &["320902"]);
        assert_eq!(house.codes(&contractor, see).await, ["FORBIDDEN"]);
        assert_eq!(about(&house, "investment_yuan").await["state"], "OPEN");
    }
}

on_both! {
    async fn a_withdrawn_value_ends_the_disagreement(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = disagreeing(&house).await;
        let one = about(&house, "investment_yuan").await;
        let void = format!(
            r#"mutation {{ voidFact(input: {{fact: {}, reason: "平台录入有误"}}) {{ project {{ investment discrepancies {{ id }} }} }} }}"#,
            value_of(&one, "investment_approval")
        );
        let done = house.data(&bureau(), &void).await;
        assert_eq!(done["voidFact"]["project"], json!({"investment": "1200000.00", "discrepancies": []}));
        assert_eq!(about(&house, "investment_yuan").await["state"], "GONE");

        // Its system says it once more, in a newer version of the record: it stays withdrawn.
        said.approval(&code(), &[("investment_yuan", json!("1180000"))]).await;
        assert_eq!(about(&house, "investment_yuan").await["state"], "GONE");
        // Something else is news.
        said.approval(&code(), &[("investment_yuan", json!("1190000.00"))]).await;
        assert_eq!(about(&house, "investment_yuan").await["state"], "OPEN");
    }
}

on_both! {
    async fn a_changed_order_of_sources_decides_anew_and_tells_it(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = disagreeing(&house).await;
        municipal_says(&mut said, "1200000.00").await;
        house.hub.reassess_due(house.tinghu, &()).await.unwrap();
        let known = house.hub.known_jurisdictions();
        let mut setup = known.iter().find(|one| one.id == house.tinghu).unwrap().setup.clone();
        let order = ["municipal_projects", "person", "investment_approval"].map(ToOwned::to_owned);
        setup.precedence = Some(OwnPrecedence {
            version: "2026-07".to_owned(),
            fields: [
                ("investment_yuan".to_owned(), order.to_vec()),
                ("unit_name".to_owned(), order.to_vec()),
            ].into(),
            ..OwnPrecedence::default()
        });
        house.hub.ensure_jurisdiction(&setup).await.unwrap();
        assert_eq!(house.hub.reassess_due(house.tinghu, &()).await.unwrap(), 1);
        let one = about(&house, "investment_yuan").await;
        let version = format!("{}+2026-07", Precedence::shipped().version());
        assert_eq!(one["precedence"], json!(version));
        assert_eq!(one["counts"]["provenance"]["source"], "municipal_projects");
        assert_eq!(one["project"]["investment"], "1200000.00");
        assert_eq!(one["project"]["unit"]["name"], "亭湖区 城市管理局", "the unit follows its name");
        let ledger = r#"{ ledger(last: 50) { nodes { command entity change } }
            precedence(jurisdiction: "320902") { version fields { field own sources } } }"#;
        let told = house.data(&bureau(), ledger).await;
        let entries = told["ledger"]["nodes"].as_array().unwrap();
        let reweighed = entries.iter().any(|one| {
            one["command"] == "reassess" && one["entity"] == "project_fact"
                && one["change"]["name"] == "investment_yuan" && one["change"]["precedence"] == json!(version)
        });
        assert!(reweighed, "{entries:?}");
        let fields = told["precedence"]["fields"].as_array().unwrap();
        let own = fields.iter().find(|one| one["field"] == "investment_yuan").unwrap();
        assert_eq!(own["own"], true);
        assert_eq!(own["sources"][0], "municipal_projects");
        assert_eq!(house.hub.reassess_due(house.tinghu, &()).await.unwrap(), 0, "once is enough");
    }
}

fn award(price: &str, supplier: &str) -> CanonicalRecord {
    let mut record = of_project(&code(), &[]);
    record.award = Some(AwardRecord {
        tender_number: "TH-2026-001".to_owned(),
        lot: None,
        supplier_name: supplier.to_owned(),
        supplier_credit_code: None,
        amount: Some(amount(price)),
        issued_on: "2026-06-01".parse().unwrap(),
        unified_trade_code: Some("A01-1".to_owned()),
    });
    record
}

fn contract(sum: &str, supplier: &str) -> CanonicalRecord {
    let mut record = of_project(&code(), &[]);
    record.contract = Some(ContractRecord {
        number: "HT〔2026〕1号".to_owned(),
        name: "智慧城管项目合同".to_owned(),
        amount: amount(sum),
        supplier_name: supplier.to_owned(),
        supplier_credit_code: None,
        signed_on: "2026-06-10".parse().unwrap(),
        lot: None,
        unified_trade_code: Some("A01-1".to_owned()),
    });
    record
}

on_both! {
    async fn a_contract_is_held_against_its_award_and_against_other_systems(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = disagreeing(&house).await;
        let centre = System::TRADING_CENTRE;
        said.say(&centre, Stream::AWARDS, "A1", award("1150000.00", "盐城智数科技（集团）有限公司")).await;
        said.say(&centre, Stream::CONTRACTS, "C1", contract("1160000.00", "盐城智数科技(集团)有限公司")).await;
        let one = about(&house, "contract.amount_yuan").await;
        assert_eq!(one["field"]["zh"], "合同金额");
        assert_eq!(one["field"]["subjectNumber"], "HT(2026)1号");
        assert_eq!(one["counts"]["value"], "1160000.00");
        let values: Vec<_> = one["values"].as_array().unwrap().iter().map(|one| one["value"].clone()).collect();
        assert_eq!(values, ["1160000.00", "1150000.00"]);
        let suppliers = listed(&house).await;
        assert!(suppliers.iter().all(|one| one["field"]["name"] != "contract.supplier"), "{suppliers:?}");

        // Another system speaks of the same contract: one row, and its word loses.
        let plan = System::MUNICIPAL_PROJECTS;
        let mut other = contract("1170000.00", "盐城智数科技(集团)有限公司");
        other.contract.as_mut().unwrap().number = "HT[2026]1号".to_owned();
        said.say(&plan, Stream::PLAN_ITEMS, "P2", other).await;
        let one = about(&house, "contract.amount_yuan").await;
        assert_eq!(one["project"]["contracts"].as_array().unwrap().len(), 1);
        assert_eq!(one["values"].as_array().unwrap().len(), 3);
        assert_eq!(one["project"]["contracts"][0]["amount"], "1170000.00", "by the order of sources");
        // Somebody finds that the award was right.
        let awarded = one["values"].as_array().unwrap().iter().find(|one| one["value"] == "1150000.00").unwrap();
        let choose = format!("choose: {}", awarded["id"]);
        house.data(&bureau(), &settle(&one, &choose, None)).await;
        let one = about(&house, "contract.amount_yuan").await;
        assert_eq!(one["state"], "SETTLED");
        assert_eq!(one["project"]["contracts"][0]["amount"], "1150000.00");
        let filtered = r#"{ of: discrepancies(filter: {fields: ["contract.amount_yuan"], states: [SETTLED]}) { totalCount }
            by: discrepancies(filter: {systems: ["trading_centre"], jurisdictions: ["320902"]}) { totalCount }
            none: discrepancies(filter: {systems: ["asset_cloud"]}) { totalCount counts { open } } }"#;
        let counted = house.data(&bureau(), filtered).await;
        assert_eq!(counted, json!({"of": {"totalCount": 1}, "by": {"totalCount": 1},
            "none": {"totalCount": 0, "counts": {"open": 0}}}));
    }
}

on_both! {
    async fn a_doubtful_code_of_a_party_is_told_until_it_is_mended(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = disagreeing(&house).await;
        let findings = r#"{ projects { nodes { findings { code zh en } } } }"#;
        let doubts = async || {
            let data = house.data(&bureau(), findings).await;
            let found = data["projects"]["nodes"][0]["findings"].as_array().unwrap().clone();
            found.into_iter().filter(|one| one["code"].as_str().unwrap().starts_with("doubt:")).collect::<Vec<_>>()
        };
        assert_eq!(doubts().await, [json!(null); 0]);
        let mut doubtful = contract("1160000.00", "某公司");
        let code = shuniu_hub::policy::CreditCode::parse("91320902000000010C");
        let Ok(code) = code else { panic!("{code:?}") };
        assert_ne!(code.doubts(), []);
        doubtful.contract.as_mut().unwrap().supplier_credit_code = Some(code);
        said.say(&System::TRADING_CENTRE, Stream::CONTRACTS, "C1", doubtful).await;
        let told = doubts().await;
        assert!(!told.is_empty() && told.iter().all(|one| one["zh"].is_string() && one["en"].is_string()), "{told:?}");
        said.say(&System::TRADING_CENTRE, Stream::CONTRACTS, "C1", contract("1160000.00", "某公司")).await;
        assert_eq!(doubts().await, [json!(null); 0]);
    }
}

on_both! {
    async fn a_page_of_many_costs_as_many_statements_as_one_of_few(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = disagreeing(&house).await;
        let (_, few) = house.count(&bureau(), LIST).await;
        for number in 2..8 {
            let code = ProjectCode::with_check_digit(&format!("25093209020401{number:05}")).unwrap();
            let name = json!(format!("项目之{number}"));
            let unit = json!(format!("单位之{number}"));
            let facts = |investment: &str, budget: &str| {
                [
                    ("name", name.clone()), ("unit_name", unit.clone()), ("project_code", json!(code.as_str())),
                    ("investment_yuan", json!(investment)), ("budget_yuan", json!(budget)),
                ]
            };
            said.approval(&code, &facts("1.00", "2.00")).await;
            said.municipal(&code, &facts("3.00", "4.00")).await;
        }
        let (data, many) = house.count(&bureau(), LIST).await;
        assert_eq!(data["discrepancies"]["totalCount"], 13);
        assert_eq!(few, many);
        let whole = "{ projects { nodes { discrepancies { field { zh } values { value provenance { record { system } } } } contracts { values { value } } } } }";
        let (_, statements) = house.count(&bureau(), whole).await;
        assert!(statements <= 8, "{statements}");
    }
}

pub(super) async fn a_disagreement_is_settled(house: &House) {
    let _said = disagreeing(house).await;
    let one = about(house, "investment_yuan").await;
    let done = house
        .data(&bureau(), &settle(&one, "known: true", None))
        .await;
    assert_eq!(done["settleDiscrepancy"]["discrepancy"]["state"], "SETTLED");
}
