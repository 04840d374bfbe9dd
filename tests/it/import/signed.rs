//! The signing of a contract, which a ledger tells with the contract and others tell besides.

use std::sync::Arc;

use chrono::NaiveDate;
use shuniu_entities::{Scope, Tenant, finding, project};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{Attach, CorrectRecord, RecordEntry, RecordKind};
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use shuniu_policy::RegionCode;
use shuniu_tests::journey::{Desk, clerk, today};
use shuniu_tests::{TestDb, duties_in, on_both};
use uuid::Uuid;

use super::same::{CONTRACTS, take_in};

const AWARDED: &str =
    "项目名称,建设单位,台账起始日,立项批复日期,预算金额（万元）,中标日期,适用的采购法律";
const SIGNED: &str = "national-procurement-46-contract-30-days";

async fn place(hub: &Hub) -> Uuid {
    let pack = |id: &str| PackChoice {
        id: id.to_owned(),
        effective_on: NaiveDate::from_ymd_opt(2024, 1, 1),
    };
    let setup = JurisdictionSetup {
        region: RegionCode::parse("320902").unwrap(),
        name: "盐城市亭湖区".to_owned(),
        packs: vec![pack("national"), pack("tinghu")],
        settings: serde_json::Map::new(),
        precedence: None,
    };
    let id = hub.ensure_jurisdiction(&setup).await.unwrap();
    hub.load_jurisdictions().await.unwrap();
    id
}

/// The duties of the national procurement clocks that run: how many of each, and on what day the
/// contract was signed in time.
async fn clocks(hub: &Hub, place: Uuid) -> (Vec<String>, Option<NaiveDate>) {
    let rows = duties_in(hub, &Scope::jurisdictions(vec![place]))
        .await
        .unwrap();
    let signed = rows.iter().find(|row| row.provision == SIGNED);
    let running = rows.iter().filter(|row| {
        row.provision.starts_with("national-procurement") && row.triggered_on.is_some()
    });
    let mut running: Vec<String> = running.map(|row| row.provision.clone()).collect();
    running.sort();
    (running, signed.and_then(|row| row.fulfilled_on))
}

/// What a person tells of a signing without saying of which contract.
fn signing(project: Uuid, on: Option<NaiveDate>) -> RecordEntry {
    RecordEntry {
        project,
        expected_version: None,
        table: RecordKind::Event,
        kind: "contract_signed".to_owned(),
        on,
        attributes: std::collections::BTreeMap::new(),
        occurrence: None,
        period: None,
        attach: Attach::default(),
    }
}

on_both! {
    async fn a_contract_of_a_ledger_was_signed_and_is_signed_once(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = place(&hub).await;
        let known = "甲平台,甲局,2025-01-01,2025-03-03,120,2025-04-01,政府采购法";
        take_in(&hub, place, Kind::Projects, AWARDED, &[known]).await;
        let (before, signed) = clocks(&hub, place).await;
        assert_eq!(signed, None);
        assert!(before.contains(&SIGNED.to_owned()), "{before:?}");

        let row = "甲平台,甲局,HT-1,建设合同,1100000,甲公司,2025-04-20";
        assert_eq!(take_in(&hub, place, Kind::Contracts, CONTRACTS, &[row]).await, [Fate::Merged]);
        let (clocks_of_one, signed) = clocks(&hub, place).await;
        let day = NaiveDate::from_ymd_opt(2025, 4, 20);
        assert_eq!(signed, day);
        assert!(clocks_of_one.len() > before.len(), "{clocks_of_one:?}");

        // Another ledger and a person tell the same day, by its number or without: it is the same.
        let again = format!("{known},2025-04-20");
        take_in(&hub, place, Kind::Projects, &format!("{AWARDED},合同签订日期"), &[&again]).await;
        let listed = "项目名称,建设单位,办理环节,发生日期,所属合同或标段";
        take_in(&hub, place, Kind::Events, listed, &["甲平台,甲局,合同签订,2025-04-20,HT-1"]).await;
        assert_eq!(clocks(&hub, place).await, (clocks_of_one.clone(), day));
        let scope = Scope::jurisdictions(vec![place]);
        let project = project::Entity::find_in(&scope).one(&hub.reader()).await.unwrap().unwrap().id;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        desk.ask(None, &signing(project, day)).await.unwrap();
        assert_eq!(clocks(&hub, place).await, (clocks_of_one.clone(), day));
        // Of another day it is another, which is doubtful while it does not say of which contract.
        let doubtful = async || {
            let rows = finding::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
            rows.iter().filter(|row| row.code.starts_with("doubt:event:")).count()
        };
        assert_eq!(doubtful().await, 0);
        let other = desk.ask(None, &signing(project, NaiveDate::from_ymd_opt(2025, 4, 21))).await.unwrap();
        assert!(clocks(&hub, place).await.0.len() > clocks_of_one.len());
        assert_eq!(doubtful().await, 1);
        let right = CorrectRecord {
            record: other.record.unwrap(),
            reason: "核对合同".to_owned(),
            right: RecordEntry { occurrence: Some("HT-2".to_owned()), ..signing(project, NaiveDate::from_ymd_opt(2025, 4, 21)) },
        };
        desk.ask(None, &right).await.unwrap();
        assert_eq!(doubtful().await, 0);
    }
}

on_both! {
    async fn a_duty_stays_the_same_when_another_tells_its_event_too(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = place(&hub).await;
        let known = "甲平台,甲局,2025-01-01,2025-03-03,120,2025-04-01,政府采购法";
        take_in(&hub, place, Kind::Projects, AWARDED, &[known]).await;
        let scope = Scope::jurisdictions(vec![place]);
        let project = project::Entity::find_in(&scope).one(&hub.reader()).await.unwrap().unwrap().id;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        desk.ask(None, &signing(project, NaiveDate::from_ymd_opt(2025, 4, 20))).await.unwrap();
        let running = async || {
            let rows = duties_in(&hub, &scope).await.unwrap();
            let of_clock = rows.iter().filter(|row| {
                row.provision.starts_with("national-procurement") && row.triggered_on.is_some()
            });
            let mut ids: Vec<Uuid> = of_clock.map(|row| row.id).collect();
            ids.sort();
            ids
        };
        let before = running().await;
        let again = format!("{known},2025-04-20");
        take_in(&hub, place, Kind::Projects, &format!("{AWARDED},合同签订日期"), &[&again]).await;
        assert_eq!(running().await, before);
    }
}
