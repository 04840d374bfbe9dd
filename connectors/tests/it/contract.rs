use std::{collections::BTreeSet, sync::Arc};

use serde_json::Value;
use shuniu_connectors::{
    ManualClock,
    contract::System,
    egress::{Channel, Request},
    preview::{SHIPPED, Shipped, shipped},
    seed::{SeedOptions, generate},
};

use crate::rig::{Rig, http, now};

fn contract(shipped: &Shipped) -> Value {
    serde_saphyr::from_str(shipped.contract).unwrap()
}

fn properties(contract: &Value, schema: &str) -> BTreeSet<String> {
    let schema = &contract["components"]["schemas"][schema]["properties"];
    schema.as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn the_sandbox_serves_every_path_of_the_contract() {
    for shipped in &SHIPPED {
        let rig = Rig::start(&System::new(shipped.name), vec![]).await;
        let clock = Arc::new(ManualClock::new(now()));
        let channel = Channel::new("probe", rig.sandbox.url(), http(), clock).unwrap();
        let contract = contract(shipped);
        let paths = contract["paths"].as_object().unwrap();
        assert!(paths.len() >= 4);
        for (path, methods) in paths {
            let target = path.replace("{key}", "k1").replace("{hash}", "00");
            let request = match methods.get("post") {
                Some(_) => Request::post(target, "application/json", b"{}".to_vec()),
                None => Request::get(target),
            };
            let response = channel.send(&request).await.unwrap();
            // Unsigned, so 401 where a signature is due; 404 or 405 would mean that it is missing.
            assert!(
                [200, 401].contains(&response.status),
                "{path}: {}",
                response.status
            );
        }
    }
}

#[test]
fn every_field_of_a_seeded_record_is_in_the_contract() {
    let world = generate(SeedOptions::default());
    let approval = contract(shipped("investment_approval").unwrap());
    let trading = contract(shipped("trading_centre").unwrap());
    let municipal = contract(shipped("municipal_projects").unwrap());
    let approvals = world.investment_approval();
    let trades = world.trading_centre();
    let projects = world.municipal_projects();
    let cloud = contract(shipped("asset_cloud").unwrap());
    let assets = world.asset_cloud();
    let sharing = contract(shipped("data_sharing").unwrap());
    let shared = world.data_sharing();
    for (records, known) in [
        (&approvals["approvals"], properties(&approval, "Project")),
        (&trades["tenders"], properties(&trading, "Tender")),
        (&trades["awards"], properties(&trading, "Award")),
        (&trades["contracts"], properties(&trading, "Contract")),
        (&projects["plan_items"], properties(&municipal, "PlanItem")),
        (&projects["reviews"], properties(&municipal, "Review")),
        (
            &projects["allocations"],
            properties(&municipal, "Allocation"),
        ),
        (&assets["asset_changes"], properties(&cloud, "Change")),
        (
            &shared["catalog_entries"],
            properties(&sharing, "CatalogEntry"),
        ),
        (&shared["connections"], properties(&sharing, "Connection")),
        (&shared["deliveries"], properties(&sharing, "Delivery")),
    ] {
        assert!(!records.is_empty());
        for field in records
            .iter()
            .flat_map(|record| record.as_object().unwrap().keys())
        {
            assert!(known.contains(field), "{field}");
        }
    }
}
