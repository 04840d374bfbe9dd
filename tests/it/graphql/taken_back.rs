//! What a record says no more is withdrawn, and what others say as well stays.

use serde_json::{Value, json};
use shuniu_connectors::contract::{
    AssetState, CanonicalRecord, ContractRecord, EventRecord, Stream, System,
};
use shuniu_entities::{Scope, Tenant as _, asset};
use shuniu_hub::policy::ProjectCode;
use shuniu_tests::{TestDb, on_both};

use super::dictated::{amount, code, of_project};
use super::house::{House, bureau, day};
use super::journey::change;
use super::moved::{award, card, contract, doubts, has, of, right, tender, two_projects};

/// Of one of the projects, by its code.
pub(super) async fn told(house: &House, code: &ProjectCode, wanted: &str) -> Value {
    let query = format!(
        r#"{{ project(projectCode: "{}") {{ {wanted} }} }}"#,
        code.as_str()
    );
    house.data(&bureau(), &query).await["project"].take()
}

/// A contract of the number, which was signed.
pub(super) fn signed(of: &ProjectCode, number: &str) -> CanonicalRecord {
    let mut record = contract(of);
    let said: &mut ContractRecord = record.contract.as_mut().unwrap();
    number.clone_into(&mut said.number);
    said.unified_trade_code = None;
    record.events = vec![EventRecord {
        kind: "contract_signed".to_owned(),
        on: said.signed_on,
        attributes: std::collections::BTreeMap::new(),
        occurrence_key: Some(number.to_owned()),
    }];
    record
}

const SIGNED: &str = "contracts { number amount } \
    events(kinds: [\"contract_signed\"]) { occurredOn standing provenance { source } }";

on_both! {
    async fn what_people_settled_of_a_contract_goes_with_it(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        said.say(&trade, Stream::TENDERS, "T7", tender(&code())).await;
        said.say(&trade, Stream::AWARDS, "A7", award(&code())).await;
        said.say(&trade, Stream::CONTRACTS, "C7", contract(&code())).await;
        let cloud = System::ASSET_CLOUD;
        said.say(&cloud, Stream::ASSET_CHANGES, "ZC-9", card(&code())).await;
        let disputed = of(&house, &code()).await;
        assert_eq!(disputed["discrepancies"][0]["field"]["name"], "contract.amount_yuan", "{disputed}");
        let id = house.data(&bureau(), &format!(
            r#"{{ project(projectCode: "{}") {{ discrepancies {{ id }} }} }}"#, code().as_str()
        )).await["project"]["discrepancies"][0]["id"].take();
        change(&house, "settleDiscrepancy", &format!(r#"discrepancy: {id}, enter: "875000.00", reason: "按合同原件""#), "discrepancy { state }").await;
        assert_eq!(of(&house, &code()).await["contracts"][0]["amount"], "875000.00");

        said.say(&trade, Stream::CONTRACTS, "C7", contract(&right())).await;
        let left = of(&house, &code()).await;
        assert_eq!((has(&left), &left["discrepancies"]), ([1, 0, 1, 0], &json!([])), "{left}");
        let moved = house.data(&bureau(), &format!(
            r#"{{ project(projectCode: "{}") {{ contracts {{ number values {{ name value standing provenance {{ source }} }} }} discrepancies {{ field {{ name }} state }} }} }}"#,
            right().as_str()
        )).await["project"].take();
        let values = moved["contracts"][0]["values"].as_array().unwrap();
        let mut of_amount: Vec<_> = values
            .iter()
            .filter(|one| one["name"] == "amount_yuan")
            .map(|one| (one["value"].as_str().unwrap(), one["provenance"]["source"].as_str().unwrap()))
            .collect();
        of_amount.sort_unstable();
        assert_eq!(of_amount, [("875000.00", "person"), ("880000.00", "trading_centre")], "{moved}");
        assert_eq!(moved["discrepancies"], json!([{"field": {"name": "contract.amount_yuan"}, "state": "OPEN"}]));
    }
}

on_both! {
    async fn a_change_of_a_card_that_turns_out_to_have_been_earlier_is_taken_over(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let cloud = System::ASSET_CLOUD;
        let mut disposed = card(&code());
        let asset = disposed.asset.as_mut().unwrap();
        asset.state = AssetState::Disposed;
        asset.changed_on = day("2026-06-10");
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", disposed).await;
        let mut right = card(&code());
        right.asset.as_mut().unwrap().original_value = Some(amount("250000.00"));
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", right).await;
        let told = |wanted: &'static str| {
            let query = format!(r#"{{ project(projectCode: "{}") {{ assets {{ {wanted} }} }} }}"#, code().as_str());
            let house = &house;
            async move { house.data(&bureau(), &query).await["project"]["assets"].take() }
        };
        let wanted = "state changedOn originalValue";
        let registered = json!([{"state": "registered", "changedOn": "2026-05-01", "originalValue": "250000.00"}]);
        assert_eq!(told(wanted).await, registered);

        // What another record says of an earlier day changes nothing.
        let mut early = card(&code());
        let asset = early.asset.as_mut().unwrap();
        asset.state = AssetState::Transferred;
        asset.changed_on = day("2026-04-01");
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-0", early).await;
        assert_eq!(told(wanted).await, registered);
    }
}

on_both! {
    async fn what_people_corrected_of_a_record_goes_with_it(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        said.say(&trade, Stream::CONTRACTS, "C7", signed(&code(), "HT-7")).await;
        let event = told(&house, &code(), "events(kinds: [\"contract_signed\"]) { id }").await["events"][0]["id"].take();
        let right_day = format!(r#"event: {event}, kind: "contract_signed", occurredOn: "2026-03-20", reason: "按合同原件""#);
        change(&house, "correctEvent", &right_day, "event { id }").await;

        said.say(&trade, Stream::CONTRACTS, "C7", signed(&right(), "HT-7")).await;
        let left = told(&house, &code(), SIGNED).await;
        let counting = |told: &Value| {
            let events = told["events"].as_array().unwrap().iter();
            let current = events.filter(|one| one["standing"] == "current");
            current
                .map(|one| (one["occurredOn"].clone(), one["provenance"]["source"].clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!((counting(&left), &left["contracts"]), (vec![], &json!([])), "{left}");
        let arrived = told(&house, &right(), SIGNED).await;
        assert_eq!(counting(&arrived), [(json!("2026-03-20"), json!("person"))], "{arrived}");
    }
}

on_both! {
    async fn what_two_records_say_stays_when_one_of_them_moves(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let approval = System::INVESTMENT_APPROVAL;
        let header = |of: &ProjectCode, name: &str| of_project(of, &[
            ("name", json!(name)),
            ("project_code", json!(of.as_str())),
            ("unit_name", json!("亭湖区城市管理局")),
            ("investment_yuan", json!("1180000.00")),
        ]);
        let first = header(&code(), "智慧城管项目（二期）");
        said.say(&approval, Stream::APPROVALS, "SB-4", first).await;
        let trade = System::TRADING_CENTRE;
        for record in ["C1", "C1b"] {
            said.say(&trade, Stream::CONTRACTS, record, signed(&code(), "HT-7")).await;
        }
        let wanted = format!("investment {SIGNED}");
        let before = told(&house, &code(), &wanted).await;

        // One declaration and one notice turn out to be of the other project.
        let moved = header(&right(), "智慧停车项目");
        said.say(&approval, Stream::APPROVALS, code().as_str(), moved).await;
        said.say(&trade, Stream::CONTRACTS, "C1", signed(&right(), "HT-8")).await;
        let after = told(&house, &code(), &wanted).await;
        assert_eq!(after["investment"], before["investment"], "{after}");
        assert_eq!(after["contracts"], before["contracts"], "{after}");
        let current = |told: &Value| {
            let events = told["events"].as_array().unwrap().iter();
            events.filter(|one| one["standing"] == "current").count()
        };
        assert_eq!((current(&before), current(&after)), (1, 1), "{after}");
        let other = told(&house, &right(), SIGNED).await;
        assert_eq!(other["contracts"], json!([{"number": "HT-8", "amount": "880000.00"}]));
    }
}

on_both! {
    async fn what_people_said_stays_where_another_record_says_the_same(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        for record in ["C1", "C1b"] {
            said.say(&trade, Stream::CONTRACTS, record, signed(&code(), "HT-7")).await;
        }
        let ids = told(&house, &code(), "id contracts { id } events(kinds: [\"contract_signed\"]) { id }").await;
        let right_day = format!(r#"event: {}, kind: "contract_signed", occurredOn: "2026-03-20",
            occurrence: "HT-7", reason: "按合同原件""#, ids["events"][0]["id"]);
        change(&house, "correctEvent", &right_day, "event { id }").await;
        let paid = format!(r#"project: {}, terms: {{contract: {}, kind: ADVANCE, amount: "100000.00",
            paidOn: "2026-04-01"}}"#, ids["id"], ids["contracts"][0]["id"]);
        change(&house, "recordPayment", &paid, "payment { id }").await;
        let wanted = format!("{SIGNED} payments {{ contract {{ number }} }}");
        let before = told(&house, &code(), &wanted).await;
        assert_eq!(before["events"][0]["occurredOn"], "2026-03-20", "{before}");

        // One of the notices is of another contract, and then of another project.
        said.say(&trade, Stream::CONTRACTS, "C1", signed(&code(), "HT-9")).await;
        let renumbered = told(&house, &code(), &wanted).await;
        assert_eq!(renumbered["payments"], before["payments"], "{renumbered}");
        assert_eq!(renumbered["contracts"].as_array().unwrap().len(), 2, "{renumbered}");
        said.say(&trade, Stream::CONTRACTS, "C1", signed(&right(), "HT-8")).await;
        assert_eq!(told(&house, &code(), &wanted).await, before);
        let other = told(&house, &right(), SIGNED).await;
        assert_eq!(other["events"][0]["occurredOn"], "2026-03-15", "{other}");

        // The other goes as well, and comes back: the correction with it.
        said.say(&trade, Stream::CONTRACTS, "C1b", signed(&right(), "HT-7")).await;
        said.say(&trade, Stream::CONTRACTS, "C1b", signed(&code(), "HT-7")).await;
        let back = told(&house, &code(), &wanted).await;
        assert_eq!(back["events"][0]["occurredOn"], "2026-03-20", "{back}");
        assert_eq!(back["contracts"], before["contracts"]);
        // Nor does it stay behind where the contract is given another number.
        said.say(&trade, Stream::CONTRACTS, "C1b", signed(&code(), "HT-7补")).await;
        let renamed = told(&house, &code(), "events(kinds: [\"contract_signed\"]) { occurredOn occurrence }").await;
        assert_eq!(renamed["events"], json!([{"occurredOn": "2026-03-20", "occurrence": "HT-7补"}]));
    }
}

on_both! {
    async fn cards_and_contracts_may_exchange_their_numbers(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let (trade, cloud) = (System::TRADING_CENTRE, System::ASSET_CLOUD);
        let carded = |number: &str, name: &str| {
            let mut record = card(&code());
            let asset = record.asset.as_mut().unwrap();
            number.clone_into(&mut asset.card_number);
            name.clone_into(&mut asset.name);
            ("BG-".to_owned() + name, record)
        };
        let page = [carded("K11", "甲"), carded("K12", "乙")];
        said.hear_records(&cloud, Stream::ASSET_CHANGES, &page).await;
        let page = [carded("K13", "乙"), carded("K12", "甲")];
        let heard = said.hear_records(&cloud, Stream::ASSET_CHANGES, &page).await;
        assert_eq!(heard.merged, 2);
        let cards = |told: &Value| {
            let assets = told["assets"].as_array().unwrap().iter();
            let mut cards: Vec<_> = assets.map(|one| (one["name"].to_string(), one["cardNumber"].to_string())).collect();
            cards.sort();
            cards
        };
        let pair = |one: &str, other: &str| (format!("{one:?}"), format!("{other:?}"));
        let now = told(&house, &code(), "assets { name cardNumber }").await;
        assert_eq!(cards(&now), [pair("乙", "K13"), pair("甲", "K12")]);
        let page = [carded("K13", "甲"), carded("K12", "乙")];
        said.hear_records(&cloud, Stream::ASSET_CHANGES, &page).await;
        let now = told(&house, &code(), "assets { name cardNumber }").await;
        assert_eq!(cards(&now), [pair("乙", "K12"), pair("甲", "K13")]);

        let numbered = |record: &str, number: &str| (record.to_owned(), signed(&code(), number));
        let page = [numbered("C1", "HT-1"), numbered("C2", "HT-2")];
        said.hear_records(&trade, Stream::CONTRACTS, &page).await;
        let ids = told(&house, &code(), "id contracts { id number }").await;
        for contract in ids["contracts"].as_array().unwrap() {
            let paid = format!(r#"project: {}, terms: {{contract: {}, number: {}, kind: ADVANCE, amount: "1000.00",
                paidOn: "2026-04-01"}}"#, ids["id"], contract["id"], contract["number"]);
            change(&house, "recordPayment", &paid, "payment { id }").await;
        }
        let paid = "payments { number contract { number } }";
        let before = told(&house, &code(), paid).await;
        let page = [numbered("C1", "HT-2"), numbered("C2", "HT-1")];
        said.hear_records(&trade, Stream::CONTRACTS, &page).await;
        assert_eq!(told(&house, &code(), paid).await, before);
    }
}

on_both! {
    async fn what_people_recorded_themselves_stays_theirs(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let id = told(&house, &code(), "id").await["id"].take();
        let cloud = System::ASSET_CLOUD;
        let mut registered = Vec::new();
        for (name, card_number) in [("打印机", "K1"), ("扫描仪", "K2")] {
            let recorded = format!(r#"project: {id}, kind: HARDWARE, name: "{name}", quantity: 1, originalValue: "5000.00""#);
            let recorded = change(&house, "recordAsset", &recorded, "asset { id }").await["asset"]["id"].take();
            let mut record = card(&code());
            let said_of = record.asset.as_mut().unwrap();
            card_number.clone_into(&mut said_of.card_number);
            let rows = asset::Entity::find_in(&Scope::jurisdictions(vec![house.tinghu]));
            let rows = rows.all(&house.hub.reader()).await.unwrap();
            let row = rows.iter().find(|row| row.name == name).unwrap();
            said_of.asset = Some(row.id.to_string());
            if name == "扫描仪" {
                let void = format!(r#"asset: {recorded}, reason: "重复""#);
                change(&house, "voidAsset", &void, "asset { state }").await;
            }
            said.say(&cloud, Stream::ASSET_CHANGES, card_number, record.clone()).await;
            registered.push((card_number, record));
        }
        let wanted = "assets { name quantity originalValue state cardNumber }";
        for (record, _) in &registered {
            said.say(&cloud, Stream::ASSET_CHANGES, record, of_project(&code(), &[])).await;
        }
        let left = told(&house, &code(), wanted).await;
        let is = |name: &str, state: &str| json!({"name": name, "quantity": 1, "originalValue": "5000.00", "state": state, "cardNumber": null});
        let assets = left["assets"].as_array().unwrap();
        assert!(assets.contains(&is("打印机", "unregistered")), "{left}");
        assert!(assets.iter().any(|one| one["name"] == "扫描仪" && one["state"] == "voided"), "{left}");
    }
}

on_both! {
    async fn two_projects_may_exchange_their_codes(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let ids = (told(&house, &code(), "id").await, told(&house, &right(), "id").await);
        let header = |of: &ProjectCode, name: &str| of_project(of, &[
            ("name", json!(name)),
            ("project_code", json!(of.as_str())),
            ("unit_name", json!("亭湖区城市管理局")),
        ]);
        let approval = System::INVESTMENT_APPROVAL;
        let (one, other) = (header(&right(), "智慧城管项目（二期）"), header(&code(), "智慧停车项目"));
        let page = [(code().as_str().to_owned(), one), (right().as_str().to_owned(), other)];
        said.hear_records(&approval, Stream::APPROVALS, &page).await;
        let now = (told(&house, &code(), "id name").await, told(&house, &right(), "id name").await);
        assert_eq!((&now.0["id"], &now.1["id"]), (&ids.0["id"], &ids.1["id"]), "{now:?}");
        assert_eq!((&now.0["name"], &now.1["name"]), (&json!("智慧停车项目"), &json!("智慧城管项目（二期）")));
    }
}

on_both! {
    async fn a_contract_or_card_of_another_number_takes_the_place_of_the_one_before(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let (trade, cloud) = (System::TRADING_CENTRE, System::ASSET_CLOUD);
        said.say(&trade, Stream::CONTRACTS, "C1", signed(&code(), "HT-7")).await;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", card(&code())).await;
        let ids = told(&house, &code(), "id contracts { id }").await;
        let paid = format!(r#"project: {}, terms: {{contract: {}, kind: ADVANCE, amount: "100000.00",
            paidOn: "2026-04-01"}}"#, ids["id"], ids["contracts"][0]["id"]);
        change(&house, "recordPayment", &paid, "payment { id }").await;

        said.say(&trade, Stream::CONTRACTS, "C1", signed(&code(), "HT-7补")).await;
        let mut renumbered = card(&code());
        "ZC-10".clone_into(&mut renumbered.asset.as_mut().unwrap().card_number);
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", renumbered).await;
        let wanted = "contracts { number amount } assets { cardNumber } payments { amount contract { number } }";
        assert_eq!(told(&house, &code(), wanted).await, json!({
            "contracts": [{"number": "HT-7补", "amount": "880000.00"}],
            "assets": [{"cardNumber": "ZC-10"}],
            "payments": [{"amount": "100000.00", "contract": {"number": "HT-7补"}}],
        }));
        assert_eq!(doubts(&house, &code()).await, [""; 0]);
    }
}

on_both! {
    async fn what_an_asset_became_is_as_the_records_that_stand_say(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let cloud = System::ASSET_CLOUD;
        let changed = |state: AssetState, on: &str| {
            let mut record = card(&code());
            let asset = record.asset.as_mut().unwrap();
            (asset.state, asset.changed_on) = (state, day(on));
            record
        };
        let state = "assets { state changedOn }";
        let is = |state: &str, on: &str| json!({"assets": [{"state": state, "changedOn": on}]});
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", changed(AssetState::Registered, "2026-05-01")).await;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-2", changed(AssetState::Transferred, "2026-05-20")).await;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-3", changed(AssetState::Disposed, "2026-06-10")).await;
        assert_eq!(told(&house, &code(), state).await, is("disposed", "2026-06-10"));
        // It was disposed of before it was transferred.
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-3", changed(AssetState::Disposed, "2026-05-10")).await;
        assert_eq!(told(&house, &code(), state).await, is("transferred", "2026-05-20"));
        // The transfer was no change of that kind at all.
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-2", of_project(&code(), &[])).await;
        assert_eq!(told(&house, &code(), state).await, is("disposed", "2026-05-10"));
    }
}

on_both! {
    async fn a_code_that_nobody_bears_takes_a_record_out_of_the_project_it_was_in(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        let unknown = ProjectCode::with_check_digit("2509320902040100009").unwrap();
        for (record, number) in [("C1", "HT-7"), ("C2", "HT-8")] {
            said.say(&trade, Stream::CONTRACTS, record, signed(&code(), number)).await;
            let heard = said.hear(&trade, Stream::CONTRACTS, record, signed(&unknown, number)).await;
            assert_eq!((heard.merged, heard.unmatched), (0, 1));
        }
        assert_eq!(has(&of(&house, &code()).await), [0, 2, 0, 0], "until it is settled");
        let list = "{ matchCandidates(first: 5) { nodes { id record { externalId } reason { code } } } }";
        let list = house.data(&bureau(), list).await["matchCandidates"]["nodes"].take();
        let first = list.as_array().unwrap().iter().find(|one| one["record"]["externalId"] == "C1");
        let dismissed = format!(r#"candidate: {}, reason: "不属本区项目""#, first.unwrap()["id"]);
        change(&house, "dismissMatch", &dismissed, "candidate { state }").await;
        let left = told(&house, &code(), SIGNED).await;
        assert_eq!(left["contracts"], json!([{"number": "HT-8", "amount": "880000.00"}]), "{left}");

        // The other settles itself when its project comes in.
        said.approval(&unknown, &[
            ("name", json!("智慧水务项目")),
            ("project_code", json!(unknown.as_str())),
            ("unit_name", json!("亭湖区水利局")),
        ]).await;
        assert_eq!(has(&of(&house, &code()).await), [0, 0, 0, 0]);
        let arrived = told(&house, &unknown, SIGNED).await;
        assert_eq!(arrived["contracts"], json!([{"number": "HT-8", "amount": "880000.00"}]), "{arrived}");
        // What is known by its code already stays when it is said again.
        said.say(&trade, Stream::CONTRACTS, "C2", signed(&unknown, "HT-9")).await;
        assert_eq!(has(&of(&house, &unknown).await), [0, 1, 0, 0]);
    }
}

on_both! {
    async fn what_waited_and_was_said_otherwise_since_takes_nothing_back(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        said.say(&trade, Stream::CONTRACTS, "C1", signed(&code(), "HT-7")).await;
        let before = told(&house, &code(), SIGNED).await;
        // It strays, and comes back in the same page.
        let unknown = ProjectCode::with_check_digit("2509320902040100009").unwrap();
        let versions = [signed(&unknown, "HT-7"), signed(&code(), "HT-7")];
        let heard = said.hear_all(&trade, Stream::CONTRACTS, "C1", &versions).await;
        assert_eq!((heard.merged, heard.unmatched), (1, 1));
        let list = "{ matchCandidates(first: 5) { nodes { id } } }";
        let list = house.data(&bureau(), list).await["matchCandidates"]["nodes"].take();
        for one in list.as_array().unwrap() {
            let dismissed = format!(r#"candidate: {}, reason: "不属本区项目""#, one["id"]);
            change(&house, "dismissMatch", &dismissed, "candidate { state }").await;
        }
        assert_eq!(told(&house, &code(), SIGNED).await, before);
    }
}

on_both! {
    async fn a_record_that_was_set_aside_and_has_moved_leaves_where_it_was(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        said.say(&trade, Stream::CONTRACTS, "C1", signed(&code(), "HT-7")).await;
        let mut early = signed(&right(), "HT-7");
        early.contract.as_mut().unwrap().signed_on = day("2026-07-01");
        let heard = said.hear(&trade, Stream::CONTRACTS, "C1", early).await;
        assert_eq!((heard.merged, heard.quarantined), (0, 1));
        house.clock.advance(chrono::TimeDelta::days(2));
        let list = "{ quarantine(first: 5) { nodes { id } } }";
        let id = house.data(&bureau(), list).await["quarantine"]["nodes"][0]["id"].take();
        change(&house, "replayQuarantine", &format!("quarantined: {id}"), "outcome").await;
        assert_eq!(has(&of(&house, &code()).await), [0, 0, 0, 0]);
        assert_eq!(has(&of(&house, &right()).await), [0, 1, 0, 0]);
    }
}
