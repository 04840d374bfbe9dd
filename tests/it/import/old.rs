//! Projects that come in old: what their ledger may have left out is held against nobody.

use std::sync::Arc;

use shuniu_entities::{Scope, Tenant, finding, project};
use shuniu_hub::access::Caller;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::Kind;
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use shuniu_policy::RegionCode;
use shuniu_tests::journey::{clerk, today};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::book::order;

const WITHOUT_INITIAL: &str = "law:final_acceptance_without_initial:";

/// 霍邱, whose text finds a final acceptance that no initial one came before.
async fn huoqiu(hub: &Hub) -> (Uuid, Caller) {
    let region = RegionCode::parse("341522").unwrap();
    let setup = JurisdictionSetup {
        region,
        name: "霍邱县".to_owned(),
        packs: vec![PackChoice {
            id: "huoqiu".to_owned(),
            effective_on: "2025-01-01".parse().ok(),
        }],
        settings: serde_json::Map::new(),
        precedence: None,
    };
    let place = hub.ensure_jurisdiction(&setup).await.unwrap();
    hub.load_jurisdictions().await.unwrap();
    let caller = Caller {
        jurisdictions: vec![RegionCode::parse("341522").unwrap()],
        ..clerk(0).unwrap()
    };
    (place, caller)
}

/// Whether the project that was accepted in May is found never to have been accepted initially.
async fn found(hub: &Hub, place: Uuid) -> bool {
    let scope = Scope::jurisdictions(vec![place]);
    let findings = finding::Entity::find_in(&scope).all(&hub.reader()).await;
    let mut codes = findings.unwrap().into_iter().map(|row| row.code);
    codes.any(|code| code.starts_with(WITHOUT_INITIAL))
}

on_both! {
    async fn a_ledger_that_leaves_an_acceptance_out_is_no_finding_unless_it_vouches_for_that_day(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let (place, caller) = huoqiu(&hub).await;
        let take = async |since: &str| {
            let ledger = format!(
                "项目名称,建设单位,总投资（万元）,立项批复日期,终验日期,台账起始日\n\
                 智慧公安,霍邱县公安局,180,2025-06-01,2026-05-20,{since}\n"
            );
            let told = hub.import(&caller, place, order(Kind::Projects, ledger.as_bytes(), false)).await;
            assert!(told.unwrap().rows.iter().all(|row| row.troubles.is_empty()));
        };
        take("").await;
        let scope = Scope::jurisdictions(vec![place]);
        let row = project::Entity::find_in(&scope).one(&hub.reader()).await.unwrap().unwrap();
        assert_eq!(row.tracked_since, Some(today()), "nobody vouches for an earlier day");
        assert!(!found(&hub, place).await, "the initial acceptance may have been before");

        take("2026-05-20").await;
        assert!(found(&hub, place).await, "since that day nothing is left out");
    }
}
