//! The outside systems of the journeys, and a hub that reads them.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use shuniu_connectors::SystemClock;
use shuniu_connectors::contract::Connector;
use shuniu_connectors::egress::ChannelSettings;
use shuniu_connectors::investment_approval::sandbox::{self as approval, Credentials};
use shuniu_connectors::investment_approval::{InvestmentApproval, InvestmentApprovalConfig};
use shuniu_connectors::sandbox::{SandboxHandle, SandboxOptions};
use shuniu_connectors::seed::{SeedOptions, generate};
use shuniu_connectors::trading_centre::sandbox as trading;
use shuniu_connectors::trading_centre::{TradingCentre, TradingCentreConfig};
use shuniu_hub::sync::{RunReport, Silent};
use shuniu_hub::{Hub, sync::Source};

use crate::journey::{set_up, today};

/// Records a page holds; few, so that there are several pages.
const PAGE: u32 = 20;

/// Where the outside systems listen.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// The investment approval platform.
    pub approval: String,
    /// The trading centre.
    pub trading: String,
}

/// Running sandboxes.
#[derive(Debug)]
pub struct Outside {
    approval: SandboxHandle,
    trading: SandboxHandle,
}

impl Outside {
    /// Starts both with the given number of projects.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start(projects: usize) -> Result<Self> {
        let world = generate(SeedOptions {
            seed: 7,
            today: today(),
            projects,
        });
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let holding = |records| SandboxOptions {
            records,
            ..SandboxOptions::default()
        };
        let approvals = holding(world.investment_approval());
        let notices = holding(world.trading_centre());
        Ok(Self {
            approval: approval::start(any, approvals, Credentials::default()).await?,
            trading: trading::start(any, notices).await?,
        })
    }

    /// Where they listen.
    #[must_use]
    pub fn addresses(&self) -> Addresses {
        Addresses {
            approval: self.approval.url().to_owned(),
            trading: self.trading.url().to_owned(),
        }
    }

    /// Stops both.
    pub async fn stop(self) {
        self.approval.shutdown().await;
        self.trading.shutdown().await;
    }
}

/// Sets 亭湖 and 巴州 up, attaches both systems to each and reads every stream to its end.
///
/// # Errors
///
/// Passes on what the hub says.
pub async fn read_all(hub: &Hub, addresses: &Addresses) -> Result<Vec<RunReport>> {
    let mut reports = Vec::new();
    for place in 0..2 {
        let jurisdiction = set_up(hub, place).await?;
        for connector in connectors(addresses)? {
            let source = hub.attach(jurisdiction, connector).await?;
            reports.extend(read(hub, &source).await?);
        }
    }
    Ok(reports)
}

/// Reads every stream of one system.
///
/// # Errors
///
/// Passes on what the hub says.
pub async fn read(hub: &Hub, source: &Source) -> Result<Vec<RunReport>> {
    let mut reports = Vec::new();
    for stream in source.connector.streams() {
        reports.push(hub.sync_stream(source, stream, false, &Silent).await?);
    }
    Ok(reports)
}

/// Connectors to both.
///
/// # Errors
///
/// When an address cannot be called.
pub fn connectors(addresses: &Addresses) -> Result<[Arc<dyn Connector>; 2]> {
    let http = ChannelSettings {
        allow_private: true,
        requests_per_second: 1000,
        burst: 1000,
        ..ChannelSettings::default()
    };
    let clock = Arc::new(SystemClock::new());
    let credentials = Credentials::default();
    let approval = InvestmentApprovalConfig {
        page_size: PAGE,
        http: http.clone(),
        ..InvestmentApprovalConfig::new(
            &addresses.approval,
            credentials.requester_id,
            credentials.app_key,
        )
    };
    let trading = TradingCentreConfig {
        page_size: PAGE,
        http,
        ..TradingCentreConfig::new(&addresses.trading)
    };
    Ok([
        Arc::new(InvestmentApproval::new(&approval, clock.clone())?),
        Arc::new(TradingCentre::new(&trading, clock)?),
    ])
}
