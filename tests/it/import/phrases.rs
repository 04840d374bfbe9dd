//! Names of several words, and how long things last.

use std::sync::Arc;

use shuniu_entities::{Scope, Tenant, project_fact};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{Fate, Imported, Kind};
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::book::{fates, order};

async fn taken(hub: &Hub, place: Uuid, ledger: &str) -> Imported {
    let order = order(Kind::Projects, ledger.as_bytes(), false);
    hub.import(&clerk(0).unwrap(), place, order).await.unwrap()
}

/// The values of an attribute that count.
async fn values(hub: &Hub, place: Uuid, name: &str) -> Vec<String> {
    let scope = Scope::jurisdictions(vec![place]);
    let rows = project_fact::Entity::find_in(&scope)
        .all(&hub.reader())
        .await;
    let rows = rows.unwrap().into_iter();
    let own = rows.filter(|row| row.name == name && row.standing == "current");
    own.map(|row| row.value.to_string()).collect()
}

on_both! {
    async fn half_of_what_the_law_asks_is_no_answer_to_it(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let ledger = "项目名称,建设单位,建设目标,共享,已实现数字资产接入,满足信创、安全可靠要求\n\
            智慧城管,亭湖区城市管理局,一网统管,是,是,是\n";
        let told = taken(&hub, place, ledger).await;
        assert_eq!(fates(&told), [(2, Fate::Entered, vec![])]);
        assert_eq!(told.left_out.len(), 3, "{:?}", told.left_out);
        for name in ["goals_and_content_unchanged", "digital_asset_duties_met", "data_sharing_completed"] {
            assert!(values(&hub, place, name).await.is_empty(), "{name}");
        }
        assert_eq!(values(&hub, place, "trusted_it_met").await, ["true"]);
    }
}

on_both! {
    async fn two_years_of_warranty_are_twenty_four_months(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        for (heading, cell, months) in [
            ("合同免费运维期（年）", "2", "24"),
            ("合同免费运维期", "36个月", "36"),
            ("保修期（月）", "30", "30"),
        ] {
            let ledger = format!("项目名称,建设单位,{heading}\n智慧城管,亭湖区城市管理局,{cell}\n");
            let told = taken(&hub, place, &ledger).await;
            assert!(told.rows[0].troubles.is_empty(), "{:?}", told.rows);
            assert_eq!(values(&hub, place, "contract_warranty_months").await, [months], "{heading}");
        }
        let told = taken(&hub, place, "项目名称,建设单位,合同免费运维期\n智慧城管,亭湖区城市管理局,2\n").await;
        assert_eq!(fates(&told), [(2, Fate::SetAside, vec!["duration_no_unit"])]);
        assert_eq!(values(&hub, place, "contract_warranty_months").await, ["30"]);
    }
}
