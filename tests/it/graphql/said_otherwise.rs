//! What people corrected of what a record says, when it says otherwise, moves and comes back.

use serde_json::{Value, json};
use shuniu_connectors::contract::{
    AwardRecord, CanonicalRecord, DocumentRecord, EventRecord, Stream, System,
};
use shuniu_hub::policy::ProjectCode;
use shuniu_tests::{TestDb, on_both};

use super::dictated::{Dictation, code, of_project};
use super::house::{House, bureau, day};
use super::journey::change;
use super::moved::{allocation, card, doubts, has, of, right, two_projects};
use super::taken_back::{signed, told};

/// The events or papers that count, each by its occurrence, day and source.
async fn counting(house: &House, of: &ProjectCode, rows: &str, day: &str) -> Vec<[String; 3]> {
    let wanted = format!("{rows} {{ occurrence {day} standing provenance {{ source }} }}");
    let told = told(house, of, &wanted).await;
    let rows = told.as_object().unwrap().values().next().unwrap();
    let rows = rows.as_array().unwrap().iter();
    let current = rows.filter(|one| one["standing"] == "current");
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut found: Vec<[String; 3]> = current
        .map(|one| [&one["occurrence"], &one[day], &one["provenance"]["source"]].map(text))
        .collect();
    found.sort();
    found
}

pub(super) async fn signings(house: &House, of: &ProjectCode) -> Vec<[String; 3]> {
    counting(
        house,
        of,
        "events(kinds: [\"contract_signed\"])",
        "occurredOn",
    )
    .await
}

async fn awards(house: &House, of: &ProjectCode) -> Vec<[String; 3]> {
    let kind = "events(kinds: [\"award_notice_issued\"])";
    counting(house, of, kind, "occurredOn").await
}

/// A person gives the event of an occurrence that counts another day.
pub(super) async fn correct(
    house: &House,
    of: &ProjectCode,
    (kind, occurrence): (&str, &str),
    on: &str,
) {
    let wanted = format!("events(kinds: [\"{kind}\"]) {{ id occurrence standing }}");
    let events = told(house, of, &wanted).await["events"].take();
    let mut events = events.as_array().unwrap().iter();
    let is_it = |one: &&Value| one["standing"] == "current" && one["occurrence"] == *occurrence;
    let id = &events.find(is_it).unwrap()["id"];
    let input = format!(
        r#"event: {id}, kind: "{kind}", occurrence: "{occurrence}", occurredOn: "{on}", reason: "按原件""#
    );
    change(house, "correctEvent", &input, "event { id }").await;
}

pub(super) fn row(occurrence: &str, on: &str, source: &str) -> [String; 3] {
    [occurrence, on, source].map(ToOwned::to_owned)
}

pub(super) fn award(of: &ProjectCode, purchase: &str) -> CanonicalRecord {
    let mut record = of_project(of, &[]);
    record.award = Some(AwardRecord {
        tender_number: purchase.to_owned(),
        supplier_name: "盐城某科技有限公司".to_owned(),
        supplier_credit_code: None,
        amount: None,
        issued_on: day("2026-03-01"),
        lot: None,
        unified_trade_code: None,
    });
    record.events = vec![EventRecord {
        kind: "award_notice_issued".to_owned(),
        on: day("2026-03-01"),
        attributes: std::collections::BTreeMap::new(),
        occurrence_key: Some(purchase.to_owned()),
    }];
    record
}

pub(super) async fn say_contract(
    said: &mut Dictation<'_>,
    id: &str,
    of: &ProjectCode,
    number: &str,
) {
    let record = signed(of, number);
    said.say(&System::TRADING_CENTRE, Stream::CONTRACTS, id, record)
        .await;
}

on_both! {
    async fn what_was_corrected_twice_goes_along_and_comes_back(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        say_contract(&mut said, "C1", &code(), "HT-7").await;
        correct(&house, &code(), ("contract_signed", "HT-7"), "2026-03-20").await;
        correct(&house, &code(), ("contract_signed", "HT-7"), "2026-03-21").await;
        let municipal = System::MUNICIPAL_PROJECTS;
        said.say(&municipal, Stream::ALLOCATIONS, "YZ-1", allocation(&code())).await;
        let id = told(&house, &code(), "allocations { id }").await["allocations"][0]["id"].take();
        let corrected = format!(r#"allocation: {id}, terms: {{number: "YZ-1", kind: CLOUD_HOST, specification: "8 核 16 GB",
            quantity: 3, allocatedOn: "2026-04-01"}}, reason: "数量有误""#);
        change(&house, "correctAllocation", &corrected, "allocation { id }").await;

        let person = [row("HT-7", "2026-03-21", "person")];
        let three = json!({"allocations": [{"quantity": 3}]});
        for (here, there) in [(right(), code()), (code(), right()), (right(), code())] {
            say_contract(&mut said, "C1", &here, "HT-7").await;
            said.say(&municipal, Stream::ALLOCATIONS, "YZ-1", allocation(&here)).await;
            assert_eq!(signings(&house, &here).await, person);
            assert_eq!(told(&house, &here, "allocations { quantity }").await, three);
            assert_eq!(signings(&house, &there).await, [] as [[String; 3]; 0]);
            assert_eq!(has(&of(&house, &there).await), [0; 4]);
        }
    }
}

on_both! {
    async fn two_contracts_that_exchange_their_numbers_are_both_signed(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        say_contract(&mut said, "C1", &code(), "HT-1").await;
        say_contract(&mut said, "C2", &code(), "HT-2").await;
        correct(&house, &code(), ("contract_signed", "HT-2"), "2026-03-20").await;
        let exchanged = [
            ("C1".to_owned(), signed(&code(), "HT-2")),
            ("C2".to_owned(), signed(&code(), "HT-1")),
        ];
        said.hear_records(&System::TRADING_CENTRE, Stream::CONTRACTS, &exchanged).await;
        let both = [row("HT-1", "2026-03-15", "trading_centre"), row("HT-2", "2026-03-20", "person")];
        assert_eq!(signings(&house, &code()).await, both);
    }
}

on_both! {
    async fn what_two_records_said_goes_with_the_last_of_them(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        for notice in ["Z1", "Z2"] {
            said.say(&trade, Stream::AWARDS, notice, award(&code(), "CG-5")).await;
        }
        correct(&house, &code(), ("award_notice_issued", "CG-5"), "2026-03-05").await;
        said.say(&trade, Stream::AWARDS, "Z1", award(&right(), "CG-5")).await;
        assert_eq!(awards(&house, &code()).await, [row("CG-5", "2026-03-05", "person")]);
        said.say(&trade, Stream::AWARDS, "Z2", award(&right(), "CG-5")).await;
        assert_eq!(awards(&house, &code()).await, [] as [[String; 3]; 0]);
        assert_eq!(awards(&house, &right()).await, [row("CG-5", "2026-03-05", "person")]);
    }
}

on_both! {
    async fn a_correction_goes_to_the_number_that_the_record_gives_now(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        said.say(&trade, Stream::AWARDS, "Z1", award(&code(), "CG-7")).await;
        correct(&house, &code(), ("award_notice_issued", "CG-7"), "2026-03-05").await;
        said.say(&trade, Stream::AWARDS, "Z1", award(&code(), "CG-77")).await;
        assert_eq!(awards(&house, &code()).await, [row("CG-77", "2026-03-05", "person")]);
        assert_eq!(has(&of(&house, &code()).await), [1, 0, 0, 0]);

        // The paper of a registration, whose card was mistyped.
        let cloud = System::ASSET_CLOUD;
        let paper = |number: &str| {
            let mut record = card(&code());
            number.clone_into(&mut record.asset.as_mut().unwrap().card_number);
            record.documents = vec![DocumentRecord {
                kind: "asset_registration".to_owned(),
                on: Some(day("2026-05-01")),
                attributes: std::collections::BTreeMap::new(),
                occurrence_key: Some(number.to_owned()),
            }];
            record
        };
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", paper("KP-10")).await;
        let id = told(&house, &code(), "documents(kinds: [\"asset_registration\"]) { id }").await["documents"][0]["id"].take();
        let input = format!(r#"document: {id}, kind: "asset_registration", occurrence: "KP-10", filedOn: "2026-05-20", reason: "按原件""#);
        change(&house, "correctDocument", &input, "document { id }").await;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", paper("KP-11")).await;
        let papers = counting(&house, &code(), "documents(kinds: [\"asset_registration\"])", "filedOn").await;
        assert_eq!(papers, [row("KP-11", "2026-05-20", "person")]);
    }
}

on_both! {
    async fn a_contract_of_another_number_is_signed_although_the_day_of_the_first_was_corrected(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        for notice in ["C1", "C2"] {
            say_contract(&mut said, notice, &code(), "HT-5").await;
        }
        correct(&house, &code(), ("contract_signed", "HT-5"), "2026-03-20").await;
        say_contract(&mut said, "C1", &code(), "HT-7").await;
        let corrected = row("HT-5", "2026-03-20", "person");
        let both = [corrected.clone(), row("HT-7", "2026-03-15", "trading_centre")];
        assert_eq!(signings(&house, &code()).await, both);

        // It goes on counting, whatever either of them says next.
        for (notice, number) in [("C1", "HT-7"), ("C2", "HT-5")] {
            let mut later = signed(&code(), number);
            later.events[0].on = day("2026-03-16");
            said.say(&System::TRADING_CENTRE, Stream::CONTRACTS, notice, later).await;
            let both = [corrected.clone(), row("HT-7", "2026-03-16", "trading_centre")];
            assert_eq!(signings(&house, &code()).await, both, "{notice}");
        }
    }
}

on_both! {
    async fn what_its_system_takes_back_is_not_kept_by_a_corrected_day(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let municipal = System::MUNICIPAL_PROJECTS;
        let review = |kind: &str| {
            let mut record = of_project(&code(), &[]);
            record.events = vec![EventRecord {
                kind: kind.to_owned(),
                on: day("2026-02-10"),
                attributes: std::collections::BTreeMap::new(),
                occurrence_key: Some("R5".to_owned()),
            }];
            record
        };
        said.say(&municipal, Stream::REVIEWS, "R5", review("prereview_passed")).await;
        let gate = "gates(names: [\"joint_review\"]) { state }";
        assert_eq!(told(&house, &code(), gate).await["gates"][0]["state"], "OPEN");
        correct(&house, &code(), ("prereview_passed", "R5"), "2026-02-12").await;
        assert_eq!(told(&house, &code(), gate).await["gates"][0]["state"], "OPEN");
        said.say(&municipal, Stream::REVIEWS, "R5", of_project(&code(), &[])).await;
        let passed = counting(&house, &code(), "events(kinds: [\"prereview_passed\"])", "occurredOn").await;
        assert_eq!(passed, [] as [[String; 3]; 0]);
        assert_eq!(told(&house, &code(), gate).await["gates"][0]["state"], "CLOSED");
    }
}

on_both! {
    async fn what_was_set_aside_elsewhere_does_not_come_back_here(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let municipal = System::MUNICIPAL_PROJECTS;
        let number = |of: &ProjectCode, number: &str| {
            let mut record = allocation(of);
            number.clone_into(&mut record.allocation.as_mut().unwrap().number);
            record
        };
        for one in ["YZ-1", "YZ-2"] {
            said.say(&municipal, Stream::ALLOCATIONS, one, number(&code(), one)).await;
        }
        let project = of(&house, &right()).await["id"].take();
        let own = format!(r#"project: {project}, terms: {{number: "YZ-1", kind: CLOUD_HOST, specification: "8 核 16 GB",
            quantity: 9, allocatedOn: "2026-04-01"}}"#);
        change(&house, "recordAllocation", &own, "allocation { id }").await;
        let heard = said.hear(&municipal, Stream::ALLOCATIONS, "YZ-1", number(&right(), "YZ-1")).await;
        assert_eq!((heard.merged, heard.quarantined), (0, 1), "{heard:?}");
        let here = "allocations { number }";
        assert_eq!(told(&house, &code(), here).await, json!({"allocations": [{"number": "YZ-2"}]}));
        said.say(&municipal, Stream::ALLOCATIONS, "YZ-2", number(&right(), "YZ-2")).await;
        assert_eq!(told(&house, &code(), here).await, json!({"allocations": []}));

        // What stood against it is voided, and it is tried again.
        let theirs = told(&house, &right(), "allocations { id quantity }").await["allocations"].take();
        let own = theirs.as_array().unwrap().iter().find(|one| one["quantity"] == 9).unwrap();
        change(&house, "voidAllocation", &format!(r#"allocation: {}, reason: "重复""#, own["id"]), "allocation { id }").await;
        let list = "{ quarantine(first: 5) { nodes { id } } }";
        let id = house.data(&bureau(), list).await["quarantine"]["nodes"][0]["id"].take();
        let told_again = change(&house, "replayQuarantine", &format!("quarantined: {id}"), "outcome").await;
        assert_eq!(told_again["outcome"], "MERGED");
        assert_eq!(told(&house, &code(), here).await, json!({"allocations": []}));
        assert_eq!(has(&of(&house, &right()).await), [0, 0, 0, 2]);
    }
}

on_both! {
    async fn a_project_of_which_nobody_says_anything_any_more_bears_a_doubt(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let header = [
            ("name", json!("智慧停车项目")),
            ("project_code", json!(right().as_str())),
            ("unit_name", json!("亭湖区城市管理局")),
        ];
        let approval = System::INVESTMENT_APPROVAL;
        let id = of(&house, &code()).await["id"].take();
        said.say(&approval, Stream::APPROVALS, code().as_str(), of_project(&right(), &header)).await;
        let left = house.data(&bureau(), &format!(
            "{{ node(id: {id}) {{ ... on Project {{ projectCode investment findings {{ code }} }} }} }}"
        )).await["node"].take();
        assert_eq!((&left["projectCode"], &left["investment"]), (&Value::Null, &Value::Null), "{left}");
        assert!(left["findings"].to_string().contains("doubt:source_has_it_elsewhere:project"), "{left}");
        assert_eq!(doubts(&house, &right()).await, [""; 0]);
    }
}
