//! Outside systems through the hub, over real HTTP.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use sea_orm::PaginatorTrait;
use serde_json::Value;
use shuniu_entities::{
    Scope, Tenant, contract, ledger, match_candidate, obligation, project, quarantine,
    source_record, tender,
};
use shuniu_hub::clock::{Clock as _, ManualClock};
use shuniu_hub::connectors::contract::Connector;
use shuniu_hub::connectors::investment_approval::{
    self, InvestmentApproval, InvestmentApprovalConfig,
};
use shuniu_hub::connectors::sandbox::{SandboxHandle, SandboxOptions};
use shuniu_hub::connectors::seed::{SeedOptions, World, generate};
use shuniu_hub::connectors::trading_centre::{self, TradingCentre, TradingCentreConfig};
use shuniu_hub::connectors::{self, Clock};
use shuniu_hub::sync::{Counts, Silent, Source};
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use shuniu_policy::RegionCode;
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

const TODAY: &str = "2026-06-30";

/// The outside systems of 亭湖, with what they hold.
struct Outside {
    clock: Arc<dyn Clock>,
    approval: SandboxHandle,
    trading: SandboxHandle,
}

fn region_of(record: &Value, keys: [&str; 2]) -> Option<String> {
    keys.iter()
        .find_map(|key| record.get(key)?.as_str().map(ToOwned::to_owned))
}

fn of_tinghu(records: BTreeMap<String, Vec<Value>>) -> BTreeMap<String, Vec<Value>> {
    let here = |record: &Value| {
        region_of(record, ["region_code", "REGION_CODE"]).is_none_or(|code| code == "320902")
    };
    records
        .into_iter()
        .map(|(k, list)| (k, list.into_iter().filter(here).collect()))
        .collect()
}

impl Outside {
    async fn with(world: &World, today: &ManualClock) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(connectors::ManualClock::new(today.now()));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let options = |records| SandboxOptions {
            data: None,
            records,
            clock: Arc::clone(&clock),
        };
        let approval = investment_approval::sandbox::start(
            address,
            options(of_tinghu(world.investment_approval())),
            investment_approval::sandbox::Credentials::default(),
        );
        let trading =
            trading_centre::sandbox::start(address, options(of_tinghu(world.trading_centre())));
        Self {
            approval: approval.await.unwrap(),
            trading: trading.await.unwrap(),
            clock: Arc::clone(&clock),
        }
    }

    async fn attach(&self, hub: &Hub, place: Uuid) -> Vec<Source> {
        let credentials = investment_approval::sandbox::Credentials::default();
        let mut approval = InvestmentApprovalConfig::new(
            self.approval.url(),
            credentials.requester_id.clone(),
            credentials.app_key.clone(),
        );
        approval.http.allow_private = true;
        approval.page_size = 40;
        let mut trading = TradingCentreConfig::new(self.trading.url());
        trading.http.allow_private = true;
        trading.page_size = 40;
        let connectors: [Arc<dyn Connector>; 2] = [
            Arc::new(InvestmentApproval::new(&approval, Arc::clone(&self.clock)).unwrap()),
            Arc::new(TradingCentre::new(&trading, Arc::clone(&self.clock)).unwrap()),
        ];
        let mut sources = Vec::new();
        for connector in connectors {
            sources.push(hub.attach(place, connector).await.unwrap());
        }
        sources
    }
}

async fn sync(hub: &Hub, sources: &[Source]) -> BTreeMap<String, Counts> {
    let mut counts = BTreeMap::new();
    for source in sources {
        for stream in source.connector.streams() {
            let report = hub
                .sync_stream(source, stream, false, &Silent)
                .await
                .unwrap();
            counts.insert(report.stream, report.counts);
        }
    }
    counts
}

async fn place(hub: &Hub) -> Uuid {
    let setup = JurisdictionSetup {
        region: RegionCode::parse("320902").unwrap(),
        name: "盐城市亭湖区".to_owned(),
        packs: vec![PackChoice {
            id: "tinghu".to_owned(),
            effective_on: Some("2025-01-01".parse().unwrap()),
        }],
        settings: serde_json::Map::new(),
    };
    hub.ensure_jurisdiction(&setup).await.unwrap()
}

fn world(projects: usize) -> World {
    generate(SeedOptions {
        seed: 7,
        today: TODAY.parse().unwrap(),
        projects,
    })
}

on_both! {
    async fn what_outside_systems_hold_comes_in_once_and_the_rest_waits_for_a_person(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let hub = db.hub(&clock).await.unwrap();
        let place = place(&hub).await;
        let outside = Outside::with(&world(120), &clock).await;
        let sources = outside.attach(&hub, place).await;
        let first = sync(&hub, &sources).await;
        let approvals = first["approvals"];
        assert!(approvals.merged > 40, "{first:?}");
        assert!(approvals.quarantined > 0, "{first:?}");
        assert!(approvals.refused > 0, "{first:?}");
        let unmatched: i64 = first.values().map(|one| one.unmatched).sum();
        assert!(unmatched > 0, "{first:?}");
        for counts in first.values() {
            let told = counts.unchanged + counts.merged + counts.unmatched
                + counts.quarantined + counts.refused;
            assert_eq!(told, counts.received, "{first:?}");
        }

        let scope = Scope::jurisdictions(vec![place]);
        let reader = hub.reader();
        macro_rules! count {
            ($table:ident) => { $table::Entity::find_in(&scope).count(&reader).await.unwrap() };
        }
        let tables = async || {
            [
                count!(project), count!(tender), count!(contract), count!(obligation),
                count!(source_record), count!(quarantine), count!(match_candidate), count!(ledger),
            ]
        };
        let before = tables().await;
        assert!(before.iter().all(|rows| *rows > 0), "{before:?}");

        let second = sync(&hub, &sources).await;
        for (stream, counts) in &second {
            assert_eq!(counts.received, counts.unchanged, "{stream} {counts:?}");
        }
        assert_eq!(tables().await, before);
        let report = shuniu_hub::ledger::verify(&reader, hub.seal(), place, &[]).await.unwrap();
        assert_eq!(report.breach, None);
    }
}

on_both! {
    async fn empty_systems_leave_the_hub_empty(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let hub = db.hub(&clock).await.unwrap();
        let place = place(&hub).await;
        let outside = Outside::with(&World::default(), &clock).await;
        let sources = outside.attach(&hub, place).await;
        let counts = sync(&hub, &sources).await;
        assert!(counts.values().all(|one| *one == Counts::default()), "{counts:?}");
        let scope = Scope::jurisdictions(vec![place]);
        assert_eq!(project::Entity::find_in(&scope).count(&hub.reader()).await.unwrap(), 0);
        assert_eq!(source_record::Entity::find_in(&scope).count(&hub.reader()).await.unwrap(), 0);
    }
}
