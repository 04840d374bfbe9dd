use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use shuniu_connectors::{
    Clock, Failure, ManualClock, Secret,
    asset_cloud::{
        AssetCloud, AssetCloudConfig,
        sandbox::{APP_PRIVATE_KEY, Credentials},
    },
    contract::{Attachment, Attachments, Connector, Cursor, Page, Stream, System, check_wholly},
    data_sharing::{DataSharing, DataSharingConfig, sandbox::Credentials as Granted},
    egress::{Channel, ChannelSettings, Request},
    investment_approval::{InvestmentApproval, InvestmentApprovalConfig},
    mapping::Mapping,
    municipal_projects::{MunicipalProjects, MunicipalProjectsConfig},
    preview::shipped,
    sandbox::{Journal, SandboxHandle, SandboxOptions, start_known},
    trading_centre::{TradingCentre, TradingCentreConfig},
};

use crate::sample;

pub(crate) const APP_KEY: &str = "sandbox-app-key";
pub(crate) const CLIENT_SECRET: &str = "sandbox-client-secret";

/// Every system, each to be held against the suite.
pub(crate) use shuniu_connectors::sandbox::KNOWN as SYSTEMS;

/// A connector, its sandbox and the clock that both share.
pub(crate) struct Rig {
    pub(crate) connector: Arc<dyn Connector>,
    pub(crate) stream: Stream,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) sandbox: SandboxHandle,
    control: Channel,
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-06-30T02:00:00Z".parse().unwrap()
}

pub(crate) fn loopback() -> std::net::SocketAddr {
    ([127, 0, 0, 1], 0).into()
}

/// Settings for loopback, fast enough that only faults slow anything down.
pub(crate) fn http() -> ChannelSettings {
    ChannelSettings {
        allow_private: true,
        requests_per_second: 1_000,
        burst: 1_000,
        ..ChannelSettings::default()
    }
}

pub(crate) fn options(
    stream: &Stream,
    records: Vec<Value>,
    clock: &Arc<ManualClock>,
) -> SandboxOptions {
    SandboxOptions {
        records: BTreeMap::from([(stream.as_str().to_owned(), records)]),
        clock: clock.clone(),
        ..SandboxOptions::default()
    }
}

/// One stream of a system.
pub(crate) struct Subject {
    pub(crate) system: System,
    pub(crate) stream: Stream,
}

impl Subject {
    /// The first stream of a system.
    pub(crate) fn first(system: &System) -> Self {
        let clock = Arc::new(ManualClock::new(now()));
        let connector = connector(system, "http://127.0.0.1:1", &clock);
        Self {
            system: system.clone(),
            stream: connector.streams()[0].clone(),
        }
    }

    /// The `n`-th record, changed at the given second of the morning.
    pub(crate) fn record(&self, n: usize, second: i64) -> Value {
        sample::record(&self.stream, n, second)
    }

    /// Records one second apart.
    pub(crate) fn records(&self, count: usize) -> Vec<Value> {
        (0..count).map(|n| self.record(n, n as i64)).collect()
    }

    /// The field that holds the id of a record.
    pub(crate) fn id_field(&self) -> String {
        let shipped = shipped(self.system.as_str()).unwrap();
        let mapping = Mapping::parse("shipped", shipped.mapping, &self.system).unwrap();
        let rule = mapping.stream(&self.stream).unwrap();
        rule.external_id.trim_start_matches('/').to_owned()
    }

    /// Connector and sandbox, which holds the records.
    pub(crate) async fn rig(&self, records: Vec<Value>) -> Rig {
        Rig::reading(self, records).await
    }
}

/// The `n`-th record of a system's first stream.
pub(crate) fn record(system: &System, n: usize, second: i64) -> Value {
    Subject::first(system).record(n, second)
}

/// The same, one second apart.
pub(crate) fn records(system: &System, count: usize) -> Vec<Value> {
    Subject::first(system).records(count)
}

pub(crate) fn approval_config(url: &str) -> InvestmentApprovalConfig {
    InvestmentApprovalConfig {
        page_size: 10,
        http: http(),
        ..InvestmentApprovalConfig::new(url, "shuniu", Secret::new(APP_KEY))
    }
}

pub(crate) fn asset_config(url: &str) -> AssetCloudConfig {
    let credentials = Credentials::default();
    let platform = credentials.platform_public_key().unwrap();
    AssetCloudConfig {
        private_key: Some(Secret::new(APP_PRIVATE_KEY)),
        cipher_key: Some(credentials.cipher_key),
        page_size: 10,
        http: http(),
        ..AssetCloudConfig::new(url, credentials.app_code, platform)
    }
}

pub(crate) fn trading_config(url: &str) -> TradingCentreConfig {
    TradingCentreConfig {
        page_size: 10,
        http: http(),
        ..TradingCentreConfig::new(url)
    }
}

pub(crate) fn municipal_config(url: &str) -> MunicipalProjectsConfig {
    MunicipalProjectsConfig {
        page_size: 10,
        http: http(),
        ..MunicipalProjectsConfig::new(url, "shuniu", Secret::new(CLIENT_SECRET))
    }
}

pub(crate) fn sharing_config(url: &str) -> DataSharingConfig {
    let Granted {
        paas_id,
        token,
        services,
    } = Granted::default();
    DataSharingConfig {
        catalog_entries_service: services.get("catalog_entries").cloned(),
        connections_service: services.get("connections").cloned(),
        deliveries_service: services.get("deliveries").cloned(),
        page_size: 10,
        http: http(),
        ..DataSharingConfig::new(url, paas_id, token)
    }
}

/// The connector of a system, pointed at an address.
pub(crate) fn connector(
    system: &System,
    url: &str,
    clock: &Arc<ManualClock>,
) -> Arc<dyn Connector> {
    let clock = clock.clone();
    match system.as_str() {
        "investment_approval" => {
            Arc::new(InvestmentApproval::new(&approval_config(url), clock).unwrap())
        }
        "municipal_projects" => {
            Arc::new(MunicipalProjects::new(&municipal_config(url), clock).unwrap())
        }
        "asset_cloud" => Arc::new(AssetCloud::new(&asset_config(url), clock).unwrap()),
        "data_sharing" => Arc::new(DataSharing::new(&sharing_config(url), clock).unwrap()),
        _ => Arc::new(TradingCentre::new(&trading_config(url), clock).unwrap()),
    }
}

async fn sandbox(system: &System, options: SandboxOptions) -> SandboxHandle {
    let started = start_known(system, loopback(), options).await;
    started.unwrap().expect("every system has a sandbox")
}

impl Rig {
    pub(crate) async fn start(system: &System, records: Vec<Value>) -> Self {
        Self::reading(&Subject::first(system), records).await
    }

    async fn reading(subject: &Subject, records: Vec<Value>) -> Self {
        let clock = Arc::new(ManualClock::new(now()));
        let (system, stream) = (&subject.system, subject.stream.clone());
        let sandbox = sandbox(system, options(&stream, records, &clock)).await;
        let connector = connector(system, sandbox.url(), &clock);
        let control = Channel::new("control", sandbox.url(), http(), clock.clone()).unwrap();
        Self {
            connector,
            stream,
            clock,
            sandbox,
            control,
        }
    }

    pub(crate) async fn faults(&self, faults: Value) {
        let body = faults.to_string().into_bytes();
        let request = Request::put("_sandbox/faults", "application/json", body);
        assert_eq!(self.control.send(&request).await.unwrap().status, 204);
    }

    pub(crate) async fn settings(&self, settings: Value) {
        let body = settings.to_string().into_bytes();
        let request = Request::put("_sandbox/settings", "application/json", body);
        assert_eq!(self.control.send(&request).await.unwrap().status, 204);
    }

    pub(crate) async fn add(&self, records: Vec<Value>) {
        let body = json!({ (self.stream.as_str()): records }).to_string();
        let request = Request::post("_sandbox/records", "application/json", body.into_bytes());
        assert_eq!(self.control.send(&request).await.unwrap().status, 204);
    }

    pub(crate) async fn replace(&self, state: Value) {
        let body = state.to_string().into_bytes();
        let request = Request::put("_sandbox/state", "application/json", body);
        assert_eq!(self.control.send(&request).await.unwrap().status, 204);
    }

    pub(crate) async fn state(&self) -> Value {
        let response = self
            .control
            .send(&Request::get("_sandbox/state"))
            .await
            .unwrap();
        serde_json::from_slice(&response.body).unwrap()
    }

    pub(crate) async fn faults_on(&self) -> Value {
        let request = Request::get("_sandbox/faults");
        let response = self.control.send(&request).await.unwrap();
        serde_json::from_slice(&response.body).unwrap()
    }

    pub(crate) async fn journal(&self) -> Journal {
        let request = Request::get("_sandbox/requests");
        let response = self.control.send(&request).await.unwrap();
        serde_json::from_slice(&response.body).unwrap()
    }

    pub(crate) async fn pull(&self, cursor: Option<&Cursor>) -> Page {
        self.connector.pull(&self.stream, cursor).await.unwrap()
    }

    /// Pulls to the end; gives the ids in order, the last cursor, and the number of pages.
    pub(crate) async fn run(&self, mut cursor: Option<Cursor>) -> (Vec<String>, Cursor, usize) {
        let mut ids = Vec::new();
        for pages in 1.. {
            let page = self.pull(cursor.as_ref()).await;
            ids.extend(page.records.into_iter().map(|record| record.external_id));
            // The cursor goes through the form in which the hub stores it.
            let stored = Cursor::from_text(&page.next.to_text()).unwrap();
            if page.complete {
                return (ids, stored, pages);
            }
            cursor = Some(stored);
        }
        unreachable!("a run ends with a complete page")
    }

    /// Seconds that have passed on the clock.
    pub(crate) fn seconds(&self) -> u64 {
        self.clock.elapsed().as_secs()
    }
}

/// For hand-overs that carry nothing.
pub(crate) struct NoAttachments;

#[async_trait::async_trait]
impl Attachments for NoAttachments {
    async fn read(
        &self,
        attachment: &Attachment,
        _: std::ops::Range<u64>,
    ) -> Result<Vec<u8>, Failure> {
        panic!("nobody should ask for {}", attachment.name)
    }
}

/// What is found wrong first by whoever checks a system wholly.
pub(crate) async fn wrong_with(connector: &impl Connector) -> Failure {
    match check_wholly(connector).await {
        Ok((report, wrong)) => wrong
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("nothing is wrong: {report:?}")),
        Err(failure) => failure,
    }
}
