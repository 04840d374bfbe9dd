//! Records that are tied to a project by a procurement, a card or a person, and not by its code.

use serde_json::{Value, json};
use shuniu_connectors::contract::{AssetState, CanonicalRecord, Stream, System};
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::policy::ProjectCode;
use shuniu_tests::journey::clerk;
use shuniu_tests::{TestDb, on_both};

use super::dictated::{amount, code, of_project};
use super::house::{House, bureau, day};
use super::journey::change;
use super::moved::{award, card, contract, doubts, has, of, right, tender, two_projects};
use super::taken_back::{signed, told};
use crate::import::book;

const ASSETS: &str = "assets { name cardNumber state changedOn }";

/// Without the code of the project.
fn codeless(mut record: CanonicalRecord) -> CanonicalRecord {
    record.project.project_code = None;
    record.project.unified_trade_code = Some("A01-7".to_owned());
    record
}

on_both! {
    async fn what_names_no_project_goes_where_its_procurement_or_card_goes(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let (trade, cloud) = (System::TRADING_CENTRE, System::ASSET_CLOUD);
        said.say(&trade, Stream::TENDERS, "T7", tender(&code())).await;
        said.say(&trade, Stream::AWARDS, "A7", codeless(award(&code()))).await;
        said.say(&trade, Stream::CONTRACTS, "C7", codeless(contract(&code()))).await;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", card(&code())).await;
        let mut disposed = card(&code());
        let asset = disposed.asset.as_mut().unwrap();
        (asset.state, asset.changed_on) = (AssetState::Disposed, day("2026-06-10"));
        disposed.project.project_code = None;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-2", disposed).await;
        let wrong = of(&house, &code()).await;
        assert_eq!(has(&wrong), [1, 1, 1, 0], "{wrong}");

        said.say(&trade, Stream::TENDERS, "T7", tender(&right())).await;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", card(&right())).await;
        assert_eq!(has(&of(&house, &code()).await), [0; 4]);
        let moved = of(&house, &right()).await;
        assert_eq!(moved["contracts"], json!([{"number": "HT-7", "amount": "880000.00", "tender": {"code": "TH-2026-007"}}]));
        let assets = told(&house, &right(), "assets { cardNumber state }").await;
        assert_eq!(assets, json!({"assets": [{"cardNumber": "ZC-9", "state": "disposed"}]}));
        // It stays there when it is said again.
        let mut renewed = contract(&code());
        renewed.contract.as_mut().unwrap().amount = amount("860000.00");
        said.say(&trade, Stream::CONTRACTS, "C7", codeless(renewed)).await;
        assert_eq!(has(&of(&house, &code()).await), [0; 4]);
        assert_eq!(of(&house, &right()).await["contracts"][0]["amount"], "860000.00");
        assert_eq!(doubts(&house, &code()).await, [""; 0]);
    }
}

on_both! {
    async fn a_procurement_of_another_number_keeps_its_contract(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        said.say(&trade, Stream::TENDERS, "T7", tender(&code())).await;
        said.say(&trade, Stream::CONTRACTS, "C7", contract(&code())).await;
        let mut renumbered = tender(&code());
        "TH-2026-077".clone_into(&mut renumbered.tender.as_mut().unwrap().number);
        said.say(&trade, Stream::TENDERS, "T7", renumbered).await;
        let now = of(&house, &code()).await;
        assert_eq!(now["tenders"], json!([{"code": "TH-2026-077"}]));
        assert_eq!(now["contracts"][0]["tender"]["code"], "TH-2026-077");
        assert_eq!(doubts(&house, &code()).await, [""; 0]);
    }
}

on_both! {
    async fn what_a_person_settled_counts_again_with_the_code_that_it_was_settled_for(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        let unknown = ProjectCode::with_check_digit("2509320902040100009").unwrap();
        let heard = said.hear(&trade, Stream::CONTRACTS, "C1", signed(&unknown, "HT-7")).await;
        assert_eq!(heard.unmatched, 1);
        let list = "{ matchCandidates(first: 5) { nodes { id } } }";
        let id = house.data(&bureau(), list).await["matchCandidates"]["nodes"][0]["id"].take();
        let project = of(&house, &code()).await["id"].take();
        let settled = format!(r#"candidate: {id}, project: {project}, reason: "代码有误""#);
        change(&house, "settleMatch", &settled, "candidate { state }").await;
        for (bears, there, not_there) in [(right(), right(), code()), (unknown, code(), right())] {
            said.say(&trade, Stream::CONTRACTS, "C1", signed(&bears, "HT-7")).await;
            assert_eq!(has(&of(&house, &there).await), [0, 1, 0, 0]);
            assert_eq!(has(&of(&house, &not_there).await), [0; 4]);
        }
    }
}

/// An asset that a person enters; its id.
pub(super) async fn entered(house: &House, name: &str) -> Value {
    let project = of(house, &code()).await["id"].take();
    let asset = format!(
        r#"project: {project}, kind: HARDWARE, name: "{name}", quantity: 1, originalValue: "5000.00", acquiredOn: "2026-04-01""#
    );
    change(house, "recordAsset", &asset, "asset { id }").await["asset"]["id"].take()
}

/// The registry gives one of ours a card; ours is told by the plain id.
pub(super) async fn given(house: &House, name: &str, number: &str) -> CanonicalRecord {
    use shuniu_entities::{Scope, Tenant as _, asset};
    let scope = Scope::jurisdictions(vec![house.tinghu]);
    let rows = asset::Entity::find_in(&scope)
        .all(&house.hub.reader())
        .await
        .unwrap();
    let row = rows.iter().find(|row| row.name == name).unwrap();
    let mut record = card(&code());
    let said = record.asset.as_mut().unwrap();
    said.asset = Some(row.id.to_string());
    number.clone_into(&mut said.card_number);
    name.clone_into(&mut said.name);
    record
}

on_both! {
    async fn a_card_that_another_asset_bears_sets_its_record_aside_and_no_more(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let cloud = System::ASSET_CLOUD;
        for name in ["打印机", "扫描仪"] {
            entered(&house, name).await;
        }
        let printer = given(&house, "打印机", "KP-5").await;
        let scanner = given(&house, "扫描仪", "KP-5").await;
        let page = [("BG-1".to_owned(), printer), ("BG-2".to_owned(), scanner.clone()), ("BG-3".to_owned(), card(&code()))];
        let heard = said.hear_records(&cloud, Stream::ASSET_CHANGES, &page).await;
        assert_eq!((heard.merged, heard.quarantined), (2, 1), "{heard:?}");
        let list = "{ quarantine(first: 5) { nodes { id path reason { zh } } } }";
        let aside = house.data(&bureau(), list).await["quarantine"]["nodes"].take();
        assert_eq!(aside[0]["path"], "/cardNumber", "{aside}");
        assert!(aside[0]["reason"]["zh"].as_str().unwrap().contains("打印机"), "{aside}");
        let cards = told(&house, &code(), "assets { name cardNumber }").await;
        let cards: Vec<_> = cards["assets"].as_array().unwrap().iter().map(|one| one["cardNumber"].clone()).collect();
        assert_eq!(cards, [json!("KP-5"), json!(null), json!("ZC-9")]);

        // Its system gives the first another card, and the second is tried again.
        let moved = given(&house, "打印机", "KP-6").await;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", moved).await;
        let again = change(&house, "replayQuarantine", &format!("quarantined: {}", aside[0]["id"]), "outcome").await;
        assert_eq!(again["outcome"], "MERGED");
        let cards = told(&house, &code(), "assets { cardNumber }").await;
        assert_eq!(cards, json!({"assets": [{"cardNumber": "KP-6"}, {"cardNumber": "KP-5"}, {"cardNumber": "ZC-9"}]}));
    }
}

on_both! {
    async fn what_was_voided_stays_so_whatever_the_registry_says(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let cloud = System::ASSET_CLOUD;
        let asset = entered(&house, "打印机").await;
        change(&house, "voidAsset", &format!(r#"asset: {asset}, reason: "重复登记""#), "asset { id }").await;
        let found = |of: &Value| of["findings"].to_string().contains("voided_asset_registered");
        let wanted = format!("{ASSETS} findings {{ code }}");
        let registered = given(&house, "打印机", "KP-7").await;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", registered.clone()).await;
        let told_of = told(&house, &code(), &wanted).await;
        assert_eq!((&told_of["assets"][0]["state"], found(&told_of)), (&json!("voided"), true), "{told_of}");
        let mut disposed = registered;
        let said_of = disposed.asset.as_mut().unwrap();
        (said_of.state, said_of.changed_on) = (AssetState::Disposed, day("2026-06-10"));
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-2", disposed).await;
        let told_of = told(&house, &code(), &wanted).await;
        assert_eq!((&told_of["assets"][0]["state"], found(&told_of)), (&json!("voided"), false), "{told_of}");
        // The disposal was no change of that kind.
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-2", of_project(&code(), &[])).await;
        let told_of = told(&house, &code(), &wanted).await;
        assert_eq!((&told_of["assets"][0]["state"], found(&told_of)), (&json!("voided"), true), "{told_of}");
    }
}

on_both! {
    async fn an_asset_of_a_ledger_is_as_the_ledger_says_once_the_registry_takes_its_word_back(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let cloud = System::ASSET_CLOUD;
        let ledger = format!("项目代码,资产名称,资产类型,卡片编号,资产原值（元）\n{},服务器,硬件,ZC-9,300000\n", code().as_str());
        let order = book::order(Kind::Assets, ledger.as_bytes(), false);
        let imported = house.hub.import(&clerk(0).unwrap(), house.tinghu, order).await.unwrap();
        assert_eq!(book::fates(&imported), [(2, Fate::Merged, vec![])]);
        let wanted = "assets { state changedOn }";
        let is = |state: &str, on: Value| json!({"assets": [{"state": state, "changedOn": on}]});
        assert_eq!(told(&house, &code(), wanted).await, is("registered", Value::Null));
        let mut disposed = card(&code());
        let asset = disposed.asset.as_mut().unwrap();
        (asset.state, asset.changed_on) = (AssetState::Disposed, day("2026-06-10"));
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", disposed).await;
        assert_eq!(told(&house, &code(), wanted).await, is("disposed", json!("2026-06-10")));
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", of_project(&code(), &[])).await;
        assert_eq!(told(&house, &code(), wanted).await, is("registered", Value::Null));
    }
}
