//! Records that move into a project that is declared state-secret, before or after.

use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde_json::json;
use shuniu_connectors::contract::{CanonicalRecord, Stream, System};
use shuniu_entities::{Scope, Tenant as _, ledger, project};
use shuniu_hub::policy::ProjectCode;
use shuniu_tests::{TestDb, on_both};

use super::declared::{declare, everything};
use super::dictated::{amount, code};
use super::house::{House, bureau, day};
use super::journey::change;
use super::moved::{all, allocation, card, contract, has, of, right, tender, two_projects};
use super::said_otherwise::{correct, row, say_contract, signings};
use super::taken_back::{signed, told};

/// What the records say, none of which may stay in the project that they left.
const SAID: [&str; 7] = [
    "隐语等待合同",
    "停车诱导屏合同",
    "停车诱导屏采购",
    "HT-7",
    "TH-2026-007",
    "YZ-1",
    "880000",
];

on_both! {
    async fn what_records_told_elsewhere_goes_when_their_project_is_declared(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let blank = of(&house, &code()).await;
        all(&mut said, &code()).await;
        let id = &blank["id"];
        let wrong = of(&house, &code()).await;
        assert_eq!(has(&wrong), [1, 1, 1, 1], "{wrong}");
        let contract = house.data(&bureau(), &format!(
            "{{ node(id: {id}) {{ ... on Project {{ contracts {{ id }} allocations {{ id }} }} }} }}"
        )).await["node"].take();
        let corrected = format!(r#"allocation: {}, terms: {{number: "YZ-1", kind: CLOUD_HOST, specification: "8 核 16 GB",
            quantity: 3, allocatedOn: "2026-04-01"}}, reason: "数量有误""#, contract["allocations"][0]["id"]);
        change(&house, "correctAllocation", &corrected, "allocation { id }").await;
        all(&mut said, &right()).await;
        assert_eq!(of(&house, &code()).await, blank);
        assert!(everything(db).await.contains("停车诱导屏合同"));

        let secret = of(&house, &right()).await;
        declare(&house, secret["id"].as_str().unwrap()).await;
        let left = everything(db).await;
        for gone in SAID {
            let told = left.lines().find(|line| line.contains(gone));
            assert_eq!(told, None, "{gone}");
        }
        // What was in dispute there is answered still, without what is gone.
        let disputes = house.data(&bureau(), &format!(
            "{{ node(id: {id}) {{ ... on Project {{ discrepancies(states: [OPEN, SETTLED, GONE]) {{ state values {{ value }} counts {{ value }} }} }} }} }}"
        )).await["node"]["discrepancies"].take();
        assert_eq!(disputes[0]["state"], "GONE", "{disputes}");
        // Neither does the ledger, which holds, name the project that they went to.
        assert_eq!(of(&house, &code()).await, blank);
        assert!(!left.contains(right().as_str()) && !left.contains("数量有误"));
    }
}

on_both! {
    async fn what_moves_into_a_declared_project_leaves_where_it_was_and_what_waited_goes(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let blank = of(&house, &code()).await;
        all(&mut said, &code()).await;
        let trade = System::TRADING_CENTRE;
        let unknown = ProjectCode::with_check_digit("2509320902040100009").unwrap();
        let mut waits = contract(&unknown);
        waits.contract.as_mut().unwrap().name = "隐语等待合同".to_owned();
        assert_eq!(said.hear(&trade, Stream::CONTRACTS, "C8", waits.clone()).await.unmatched, 1);
        assert!(everything(db).await.contains("隐语等待合同"));
        let secret = of(&house, &right()).await;
        declare(&house, secret["id"].as_str().unwrap()).await;

        waits.project.project_code = Some(right());
        let municipal = System::MUNICIPAL_PROJECTS;
        for (system, stream, id, record) in [
            (&trade, Stream::TENDERS, "T7", tender(&right())),
            (&trade, Stream::CONTRACTS, "C7", contract(&right())),
            (&municipal, Stream::ALLOCATIONS, "YZ-1", allocation(&right())),
            (&System::ASSET_CLOUD, Stream::ASSET_CHANGES, "ZC-9", card(&right())),
            (&trade, Stream::CONTRACTS, "C8", waits),
        ] {
            // Twice, as a system gives again what it gave last.
            for _ in 0..2 {
                let told = said.hear(system, stream.clone(), id, record.clone()).await;
                assert_eq!((told.refused, told.merged, told.unmatched), (1, 0, 0), "{id}");
            }
        }
        // That it came is told once.
        let entries = everything(db).await;
        assert_eq!(entries.matches("classified_records_refused").count(), 5, "{entries}");
        assert_eq!(of(&house, &code()).await, blank);
        let left = everything(db).await;
        for gone in SAID {
            assert!(!left.contains(gone), "{gone}");
        }
        let kept = house.data(&bureau(), "{ matchCandidates { nodes { id } } }").await;
        assert_eq!(kept["matchCandidates"]["nodes"], json!([]));

        // Its system has it where it was again.
        said.say(&trade, Stream::CONTRACTS, "C7", contract(&code())).await;
        assert_eq!(has(&of(&house, &code()).await), [0, 1, 0, 0]);
    }
}

on_both! {
    async fn what_was_set_aside_and_is_of_a_declared_project_leaves_where_it_was(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        said.say(&trade, Stream::TENDERS, "T7", tender(&right())).await;
        let mut first = contract(&code());
        first.contract.as_mut().unwrap().unified_trade_code = None;
        said.say(&trade, Stream::CONTRACTS, "C7", first).await;
        assert_eq!(has(&of(&house, &code()).await), [0, 1, 0, 0]);
        // It names its project by the purchase alone, and a day that has not come.
        let mut early = CanonicalRecord::default();
        early.project.unified_trade_code = Some("A01-7".to_owned());
        early.contract = contract(&right()).contract;
        early.contract.as_mut().unwrap().signed_on = day("2026-07-01");
        let heard = said.hear(&trade, Stream::CONTRACTS, "C7", early).await;
        assert_eq!((heard.merged, heard.quarantined), (0, 1));
        let secret = of(&house, &right()).await;
        declare(&house, secret["id"].as_str().unwrap()).await;

        house.clock.advance(chrono::TimeDelta::days(2));
        let list = "{ quarantine(first: 5) { nodes { id } } }";
        let id = house.data(&bureau(), list).await["quarantine"]["nodes"][0]["id"].take();
        let told = change(&house, "replayQuarantine", &format!("quarantined: {id}"), "outcome").await;
        assert_eq!(told["outcome"], "REFUSED");
        assert_eq!(has(&of(&house, &code()).await), [0, 0, 0, 0]);
    }
}

/// How many entries of the ledger of a living project were erased, and what the others say.
async fn ledger_of(house: &House, code: &ProjectCode) -> (usize, String) {
    let (here, reader) = (Scope::jurisdictions(vec![house.tinghu]), house.hub.reader());
    let project =
        project::Entity::find_in(&here).filter(project::Column::ProjectCode.eq(code.as_str()));
    let project = project.one(&reader).await.unwrap().unwrap().id;
    let rows = ledger::Entity::find_in(&here).filter(ledger::Column::ProjectId.eq(project));
    let rows = rows.all(&reader).await.unwrap();
    let erased = rows.iter().filter(|row| row.body.is_empty()).count();
    (
        erased,
        rows.into_iter().map(|row| row.body + "\n").collect(),
    )
}

on_both! {
    async fn what_is_of_a_living_project_now_stays_when_the_one_before_is_declared(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        say_contract(&mut said, "C1", &right(), "HT-7").await;
        say_contract(&mut said, "C1", &code(), "HT-7").await;
        let mut renewed = signed(&code(), "HT-7");
        renewed.contract.as_mut().unwrap().amount = amount("870000.00");
        let trade = System::TRADING_CENTRE;
        said.say(&trade, Stream::CONTRACTS, "C1", renewed.clone()).await;
        let history = "contracts { number values { value standing } } events { occurrence standing }";
        let before = (told(&house, &code(), history).await, ledger_of(&house, &code()).await);
        assert_eq!(before.1.0, 0);

        let secret = of(&house, &right()).await;
        declare(&house, secret["id"].as_str().unwrap()).await;
        let after = (told(&house, &code(), history).await, ledger_of(&house, &code()).await);
        assert_eq!(after, before);
        // What its system says of it next is heard.
        renewed.contract.as_mut().unwrap().amount = amount("865000.00");
        said.say(&trade, Stream::CONTRACTS, "C1", renewed).await;
        assert_eq!(of(&house, &code()).await["contracts"][0]["amount"], "865000.00");
    }
}

on_both! {
    async fn a_record_that_was_given_to_a_declared_project_by_mistake_comes_to_its_own(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        say_contract(&mut said, "C1", &right(), "HT-7").await;
        let secret = of(&house, &right()).await;
        declare(&house, secret["id"].as_str().unwrap()).await;
        let trade = System::TRADING_CENTRE;
        let mut nameless = signed(&code(), "HT-7");
        nameless.project.project_code = None;
        let told = said.hear(&trade, Stream::CONTRACTS, "C1", nameless).await;
        assert_eq!((told.refused, told.merged), (1, 0));
        say_contract(&mut said, "C1", &code(), "HT-7").await;
        assert_eq!(has(&of(&house, &code()).await), [0, 1, 0, 0]);
    }
}

on_both! {
    async fn what_is_named_like_what_was_told_by_mistake_stays(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let numbers = ["HT-7", "HT-70", "FHT-7"];
        for number in numbers {
            say_contract(&mut said, number, &code(), number).await;
        }
        // Each is paid for, so that one of which nobody says anything any more is doubtful.
        let living = told(&house, &code(), "id contracts { id }").await;
        for contract in living["contracts"].as_array().unwrap() {
            let paid = format!(r#"project: {}, terms: {{contract: {}, kind: ADVANCE, amount: "1000.00",
                paidOn: "2026-04-01"}}"#, living["id"], contract["id"]);
            change(&house, "recordPayment", &paid, "payment { id }").await;
        }
        let third = ProjectCode::with_check_digit("2509320902040100003").unwrap();
        let header = [
            ("name", json!("智慧照明项目")),
            ("project_code", json!(third.as_str())),
            ("unit_name", json!("亭湖区城市管理局")),
        ];
        said.approval(&third, &header).await;
        for (number, to) in [("HT-70", &third), ("FHT-7", &third), ("HT-7", &right())] {
            say_contract(&mut said, number, to, number).await;
        }
        let named = |ledger: &str| numbers.map(|number| ledger.contains(&format!(":contract:{number}\"")));
        assert_eq!(named(&ledger_of(&house, &code()).await.1), [true; 3]);
        let secret = of(&house, &right()).await;
        declare(&house, secret["id"].as_str().unwrap()).await;
        assert_eq!(named(&ledger_of(&house, &code()).await.1), [false, true, true]);
    }
}

on_both! {
    async fn what_a_person_corrected_and_another_record_says_stays_one(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let trade = System::TRADING_CENTRE;
        for (second, number) in [("2026-03-15", "HT-7"), ("2026-03-16", "HT-8")] {
            let (first, other) = (format!("C1-{number}"), format!("C2-{number}"));
            say_contract(&mut said, &first, &code(), number).await;
            let mut record = signed(&code(), number);
            record.events[0].on = day(second);
            correct(&house, &code(), ("contract_signed", number), "2026-03-20").await;
            said.say(&trade, Stream::CONTRACTS, &other, record).await;
            say_contract(&mut said, &first, &right(), number).await;
        }
        let person = ["HT-7", "HT-8"].map(|number| row(number, "2026-03-20", "person"));
        assert_eq!(signings(&house, &code()).await, person);
        let secret = of(&house, &right()).await;
        declare(&house, secret["id"].as_str().unwrap()).await;
        assert_eq!(signings(&house, &code()).await, person);
        for number in ["HT-7", "HT-8"] {
            let mut later = signed(&code(), number);
            later.events[0].on = day("2026-03-18");
            said.say(&trade, Stream::CONTRACTS, &format!("C2-{number}"), later).await;
            assert_eq!(signings(&house, &code()).await, person, "{number}");
        }
    }
}
