//! Sandboxes of the outside systems of 亭湖, and the hub attached to them.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Result, ensure};
use serde_json::Value;
use shuniu_hub::clock::{Clock as _, ManualClock};
use shuniu_hub::connectors::contract::Connector;
use shuniu_hub::connectors::egress::{Channel, ChannelSettings, Request};
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
use uuid::Uuid;

/// The day on which the seeded world is looked at.
pub const TODAY: &str = "2026-06-30";

/// The outside systems of 亭湖, with what they hold.
#[derive(Debug)]
pub struct Outside {
    clock: Arc<dyn Clock>,
    /// The investment approval platform.
    pub approval: SandboxHandle,
    /// The trading centre.
    pub trading: SandboxHandle,
}

fn region_of(record: &Value, keys: [&str; 2]) -> Option<String> {
    keys.iter()
        .find_map(|key| record.get(key)?.as_str().map(ToOwned::to_owned))
}

fn of_tinghu(records: BTreeMap<String, Vec<Value>>) -> BTreeMap<String, Vec<Value>> {
    let here = |record: &Value| {
        region_of(record, ["regionCode", "REGION_CODE"]).is_none_or(|code| code == "320902")
    };
    records
        .into_iter()
        .map(|(k, list)| (k, list.into_iter().filter(here).collect()))
        .collect()
}

impl Outside {
    /// See the type.
    ///
    /// # Errors
    ///
    /// Passes on what the systems say.
    pub async fn with(world: &World, today: &ManualClock) -> Result<Self> {
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
        Ok(Self {
            approval: approval.await?,
            trading: trading.await?,
            clock: Arc::clone(&clock),
        })
    }

    /// Has the approval platform's next answers disturbed, as `PUT /_sandbox/faults` says.
    ///
    /// # Errors
    ///
    /// When the sandbox refuses.
    pub async fn disturb_approval(&self, faults: &Value) -> Result<()> {
        let settings = ChannelSettings {
            allow_private: true,
            ..ChannelSettings::default()
        };
        let clock = Arc::clone(&self.clock);
        let control = Channel::new("control", self.approval.url(), settings, clock)?;
        let body = faults.to_string().into_bytes();
        let request = Request::put("_sandbox/faults", "application/json", body);
        let answer = control.send(&request).await?;
        ensure!(answer.is_success(), "the sandbox answers {}", answer.status);
        Ok(())
    }

    /// See the type.
    ///
    /// # Errors
    ///
    /// Passes on what the systems say.
    pub async fn attach(&self, hub: &Hub, place: Uuid) -> Result<Vec<Source>> {
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
            Arc::new(InvestmentApproval::new(&approval, Arc::clone(&self.clock))?),
            Arc::new(TradingCentre::new(&trading, Arc::clone(&self.clock))?),
        ];
        let mut sources = Vec::new();
        for connector in connectors {
            sources.push(hub.attach(place, connector).await?);
        }
        Ok(sources)
    }
}

/// Reads every stream to its end.
///
/// # Errors
///
/// Fails with the first stream that could not be read.
pub async fn sync(hub: &Hub, sources: &[Source]) -> Result<BTreeMap<String, Counts>> {
    let mut counts = BTreeMap::new();
    for source in sources {
        for stream in source.connector.streams() {
            let report = hub.sync_stream(source, stream, false, &Silent).await?;
            counts.insert(report.stream, report.counts);
        }
    }
    Ok(counts)
}

/// Sets up 亭湖.
///
/// # Errors
///
/// Passes on what the hub says.
pub async fn tinghu(hub: &Hub) -> Result<Uuid> {
    let setup = JurisdictionSetup {
        region: RegionCode::parse("320902")?,
        name: "盐城市亭湖区".to_owned(),
        packs: vec![PackChoice {
            id: "tinghu".to_owned(),
            effective_on: Some("2025-01-01".parse()?),
        }],
        settings: serde_json::Map::new(),
        precedence: None,
    };
    Ok(hub.ensure_jurisdiction(&setup).await?)
}

/// A believable world of so many projects.
#[must_use]
pub fn world(projects: usize) -> World {
    generate(SeedOptions {
        seed: 7,
        today: TODAY.parse().unwrap_or_default(),
        projects,
    })
}
