//! Records that move into a project that is declared state-secret, before or after.

use serde_json::json;
use shuniu_connectors::contract::{CanonicalRecord, Stream, System};
use shuniu_hub::policy::ProjectCode;
use shuniu_tests::{TestDb, on_both};

use super::declared::{declare, everything};
use super::dictated::code;
use super::house::{House, bureau, day};
use super::journey::change;
use super::moved::{all, allocation, card, contract, has, of, right, tender, two_projects};

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
