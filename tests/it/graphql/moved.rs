//! A record that its system gives to another project.

use serde_json::{Value, json};
use shuniu_connectors::contract::{
    AllocationRecord, AssetKind, AssetRecord, AssetState, AwardRecord, CanonicalRecord,
    ContractRecord, Stream, System, TenderRecord,
};
use shuniu_hub::ledger::verify;
use shuniu_hub::policy::ProjectCode;
use shuniu_tests::{TestDb, on_both};

use super::dictated::{Dictation, amount, code, of_project};
use super::house::{House, bureau, day};
use super::journey::change;

/// The code of the project that the records turn out to be of.
pub(super) fn right() -> ProjectCode {
    ProjectCode::with_check_digit("2509320902040100002").unwrap()
}

pub(super) async fn two_projects(house: &House) -> Dictation<'_> {
    let mut said = Dictation::to(house).await;
    for (code, name) in [(code(), "智慧城管项目（二期）"), (right(), "智慧停车项目")]
    {
        let header = [
            ("name", json!(name)),
            ("project_code", json!(code.as_str())),
            ("unit_name", json!("亭湖区城市管理局")),
            ("investment_yuan", json!("1180000.00")),
        ];
        said.approval(&code, &header).await;
    }
    said
}

pub(super) fn tender(of: &ProjectCode) -> CanonicalRecord {
    let mut record = of_project(of, &[]);
    record.tender = Some(TenderRecord {
        number: "TH-2026-007".to_owned(),
        name: "停车诱导屏采购".to_owned(),
        method: "open_tender".to_owned(),
        lot: None,
        budget: Some(amount("900000.00")),
        published_on: day("2026-02-02"),
        agency_name: None,
        unified_trade_code: Some("A01-7".to_owned()),
    });
    record
}

pub(super) fn award(of: &ProjectCode) -> CanonicalRecord {
    let mut record = of_project(of, &[]);
    record.award = Some(AwardRecord {
        tender_number: "TH-2026-007".to_owned(),
        supplier_name: "盐城某科技有限公司".to_owned(),
        supplier_credit_code: None,
        amount: Some(amount("870000.00")),
        issued_on: day("2026-03-01"),
        lot: None,
        unified_trade_code: Some("A01-7".to_owned()),
    });
    record
}

pub(super) fn contract(of: &ProjectCode) -> CanonicalRecord {
    let mut record = of_project(of, &[]);
    record.contract = Some(ContractRecord {
        number: "HT-7".to_owned(),
        name: "停车诱导屏合同".to_owned(),
        amount: amount("880000.00"),
        supplier_name: "盐城某科技有限公司".to_owned(),
        supplier_credit_code: None,
        signed_on: day("2026-03-15"),
        lot: None,
        unified_trade_code: Some("A01-7".to_owned()),
    });
    record
}

pub(super) fn allocation(of: &ProjectCode) -> CanonicalRecord {
    let mut record = of_project(of, &[("investment_yuan", json!("1200000.00"))]);
    record.allocation = Some(AllocationRecord {
        number: "YZ-1".to_owned(),
        kind: "cloud_host".to_owned(),
        specification: "8 核 16 GB".to_owned(),
        quantity: Some(2),
        allocated_on: day("2026-04-01"),
        released_on: None,
    });
    record
}

pub(super) fn card(of: &ProjectCode) -> CanonicalRecord {
    let mut record = of_project(of, &[]);
    record.asset = Some(AssetRecord {
        card_number: "ZC-9".to_owned(),
        asset: None,
        kind: AssetKind::Hardware,
        name: "诱导屏".to_owned(),
        quantity: Some(3),
        original_value: Some(amount("300000.00")),
        holder_name: None,
        holder_credit_code: None,
        state: AssetState::Registered,
        changed_on: day("2026-05-01"),
    });
    record
}

const WANTED: &str = "investment tenders { code } contracts { number amount tender { code } } \
    assets { cardNumber } allocations { number standing } discrepancies { field { name } }";

pub(super) async fn of(house: &House, code: &ProjectCode) -> Value {
    let query = format!(
        r#"{{ project(projectCode: "{}") {{ id {WANTED} }} }}"#,
        code.as_str()
    );
    let told = house.data(&bureau(), &query).await["project"].take();
    let seal = house.hub.seal();
    let report = verify(&house.hub.reader(), seal, house.tinghu, &[]).await;
    assert_eq!(report.unwrap().breach, None);
    told
}

pub(super) async fn all(said: &mut Dictation<'_>, of: &ProjectCode) {
    let trade = System::TRADING_CENTRE;
    said.say(&trade, Stream::TENDERS, "T7", tender(of)).await;
    said.say(&trade, Stream::CONTRACTS, "C7", contract(of))
        .await;
    let municipal = System::MUNICIPAL_PROJECTS;
    said.say(&municipal, Stream::ALLOCATIONS, "YZ-1", allocation(of))
        .await;
    said.say(
        &System::ASSET_CLOUD,
        Stream::ASSET_CHANGES,
        "ZC-9",
        card(of),
    )
    .await;
}

/// The doubts about a project.
pub(super) async fn doubts(house: &House, code: &ProjectCode) -> Vec<String> {
    let query = format!(
        r#"{{ project(projectCode: "{}") {{ findings {{ code }} }} }}"#,
        code.as_str()
    );
    let told = house.data(&bureau(), &query).await["project"]["findings"].take();
    let codes = told.as_array().unwrap().iter();
    let codes = codes.filter_map(|one| one["code"].as_str());
    let mut codes: Vec<String> = codes
        .filter(|code| code.starts_with("doubt:source"))
        .map(ToOwned::to_owned)
        .collect();
    codes.sort();
    codes
}

/// What a project has of the four records.
pub(super) fn has(told: &Value) -> [usize; 4] {
    ["tenders", "contracts", "assets", "allocations"]
        .map(|rows| told[rows].as_array().unwrap().len())
}

on_both! {
    async fn a_record_that_turns_out_to_be_of_another_project_leaves_nothing_in_the_first(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let blank = (of(&house, &code()).await, of(&house, &right()).await);
        all(&mut said, &code()).await;
        let wrong = of(&house, &code()).await;
        assert_eq!(has(&wrong), [1, 1, 1, 1], "{wrong}");
        assert_eq!(wrong["discrepancies"][0]["field"]["name"], "investment_yuan");

        all(&mut said, &right()).await;
        assert_eq!(of(&house, &code()).await, blank.0);
        let moved = of(&house, &right()).await;
        assert_eq!(has(&moved), [1, 1, 1, 1], "{moved}");
        assert_eq!(moved["contracts"][0], json!({"number": "HT-7", "amount": "880000.00", "tender": {"code": "TH-2026-007"}}));

        // It was a mistake, and is taken back; twice over, in two versions of one page.
        all(&mut said, &code()).await;
        assert_eq!(of(&house, &right()).await, blank.1);
        let back = of(&house, &code()).await;
        assert_eq!(has(&back), [1, 1, 1, 1], "{back}");
        let municipal = System::MUNICIPAL_PROJECTS;
        let versions = [allocation(&right()), allocation(&code())];
        said.hear_all(&municipal, Stream::ALLOCATIONS, "YZ-1", &versions).await;
        assert_eq!(has(&of(&house, &code()).await), [1, 1, 1, 1]);
        assert_eq!(of(&house, &right()).await, blank.1);

        let ledger = r#"{ ledger(last: 50) { nodes { entity change } } }"#;
        let ledger = house.data(&bureau(), ledger).await.to_string();
        assert!(ledger.contains("moved_to") && ledger.contains("trading_centre no longer says so"), "{ledger}");
    }
}

on_both! {
    async fn what_others_say_of_a_contract_keeps_it_when_its_own_record_moves(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        all(&mut said, &code()).await;
        let wrong = house.data(&bureau(), &format!(
            r#"{{ project(projectCode: "{}") {{ id contracts {{ id }} }} }}"#, code().as_str()
        )).await;
        let (id, contract) = (&wrong["project"]["id"], &wrong["project"]["contracts"][0]["id"]);
        let paid = format!(r#"project: {id}, terms: {{contract: {contract}, kind: ADVANCE, amount: "100000.00",
            paidOn: "2026-04-01"}}"#);
        change(&house, "recordPayment", &paid, "payment { id }").await;

        all(&mut said, &right()).await;
        let left = of(&house, &code()).await;
        assert_eq!(left["contracts"], json!([{"number": "HT-7", "amount": null, "tender": {"code": "TH-2026-007"}}]), "{left}");
        assert_eq!(of(&house, &right()).await["contracts"][0]["amount"], "880000.00");
        let elsewhere = ["doubt:source_has_it_elsewhere:contract:HT-7", "doubt:source_has_it_elsewhere:tender:TH-2026-007"];
        assert_eq!(doubts(&house, &code()).await, elsewhere);
        assert_eq!(doubts(&house, &right()).await, [""; 0]);

        // Nobody pays for it here any more: it goes, and with it what it followed.
        let payment = house.data(&bureau(), &format!(
            r#"{{ project(projectCode: "{}") {{ payments {{ id }} }} }}"#, code().as_str()
        )).await["project"]["payments"][0]["id"].take();
        change(&house, "voidPayment", &format!(r#"payment: {payment}, reason: "付的是另一项目""#), "payment { id }").await;
        assert_eq!(has(&of(&house, &code()).await), [0, 0, 0, 0]);
        assert_eq!(doubts(&house, &code()).await, [""; 0]);
    }
}

on_both! {
    async fn a_card_of_two_projects_is_for_a_person_to_settle_and_stays_as_settled(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let id = house.data(&bureau(), &format!(
            r#"{{ project(projectCode: "{}") {{ id }} }}"#, code().as_str()
        )).await["project"]["id"].clone();
        said.say(&System::ASSET_CLOUD, Stream::ASSET_CHANGES, "ZC-9", card(&code())).await;

        // Another record of the same card, which bears the code of another project.
        let cloud = System::ASSET_CLOUD;
        let heard = said.hear(&cloud, Stream::ASSET_CHANGES, "ZC-9/2", card(&right())).await;
        assert_eq!((heard.merged, heard.unmatched), (0, 1));
        assert_eq!(has(&of(&house, &right()).await), [0, 0, 0, 0]);
        let list = "{ matchCandidates(first: 5) { nodes { id reason { code } } } }";
        let list = house.data(&bureau(), list).await["matchCandidates"]["nodes"].take();
        assert_eq!(list[0]["reason"]["code"], "card_of_other_project", "{list}");
        let settled = format!(
            r#"candidate: {}, project: {id}, reason: "卡片属二期项目，登记云代码有误""#, list[0]["id"]
        );
        change(&house, "settleMatch", &settled, "candidate { state }").await;
        assert_eq!(has(&of(&house, &code()).await), [0, 0, 1, 0]);

        // It says something new and bears the same code still: what a person settled stands.
        let mut disposed = card(&right());
        if let Some(asset) = &mut disposed.asset {
            asset.state = AssetState::Disposed;
            asset.changed_on = day("2026-06-01");
        }
        said.say(&cloud, Stream::ASSET_CHANGES, "ZC-9/2", disposed).await;
        assert_eq!(has(&of(&house, &code()).await), [0, 0, 1, 0]);
        assert_eq!(has(&of(&house, &right()).await), [0, 0, 0, 0]);
    }
}
