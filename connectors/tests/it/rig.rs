use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use shuniu_connectors::{
    Clock, Failure, ManualClock, Secret,
    asset_cloud::{
        self, AssetChange, AssetCloud, AssetCloudConfig,
        sandbox::{APP_PRIVATE_KEY, Credentials},
    },
    contract::{Attachment, Attachments, Connector, Cursor, Page, Stream, System},
    egress::{Channel, ChannelSettings, Request},
    investment_approval::{self, Approval, InvestmentApproval, InvestmentApprovalConfig},
    municipal_projects::{self, MunicipalProjects, MunicipalProjectsConfig, PlanItem},
    sandbox::{Journal, SandboxHandle, SandboxOptions},
    trading_centre::{self, TenderNotice, TradingCentre, TradingCentreConfig},
};

pub(crate) const APP_KEY: &str = "sandbox-app-key";
pub(crate) const CLIENT_SECRET: &str = "sandbox-client-secret";

/// Every system, each to be held against the suite.
pub(crate) const SYSTEMS: [System; 4] = [
    System::INVESTMENT_APPROVAL,
    System::TRADING_CENTRE,
    System::MUNICIPAL_PROJECTS,
    System::ASSET_CLOUD,
];

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

/// The `n`-th record of a stream, changed at the given second of the morning.
pub(crate) fn record(system: &System, n: usize, second: i64) -> Value {
    let changed = now() - Duration::hours(1) + Duration::seconds(second);
    let local = changed + Duration::hours(8);
    if *system == System::INVESTMENT_APPROVAL {
        return json!(Approval {
            declare_no: format!("TH-{n:05}"),
            project_name: format!("亭湖区政务服务一体化平台（{n}期）"),
            unit_name: "亭湖区数据局".into(),
            unit_code: "11320902000000019G".into(),
            region_code: "320902".into(),
            secrecy: "0".into(),
            total_investment: Some("118".into()),
            amount_unit: "万元".into(),
            updated_at: changed.to_rfc3339(),
            ..Approval::default()
        });
    }
    if *system == System::MUNICIPAL_PROJECTS {
        return json!(PlanItem {
            item_no: format!("JH-{n:05}"),
            plan_year: "2026".into(),
            project_name: format!("亭湖区政务服务一体化平台（{n}期）"),
            unit_name: "亭湖区数据局".into(),
            region_code: "320902".into(),
            secrecy: "公开".into(),
            total_investment: Some("118".into()),
            amount_unit: "万元".into(),
            in_plan: "1".into(),
            updated_at: local.format("%Y-%m-%d %H:%M:%S").to_string(),
            ..PlanItem::default()
        });
    }
    if *system == System::ASSET_CLOUD {
        return json!(AssetChange {
            change_no: format!("DB{n:05}"),
            change_type: "无偿调拨".into(),
            changed_on: "2026-06-29".into(),
            card_number: format!("3209022026{n:05}01"),
            asset_kind: "软件".into(),
            asset_name: format!("政务服务一体化平台软件（{n}期）"),
            region_code: "320902".into(),
            secrecy: "0".into(),
            unit_name: "亭湖区数据局".into(),
            updated_at: changed.to_rfc3339(),
            ..AssetChange::default()
        });
    }
    json!(TenderNotice {
        notice_id: format!("N{n:05}"),
        purchase_project_code: format!("YCTH-{n:05}"),
        purchase_project_name: format!("亭湖区政务服务一体化平台采购（{n}期）"),
        purchaser_name: "亭湖区数据局".into(),
        program_budget: Some("118".into()),
        budget_currency: "156".into(),
        unit_budget: "万元".into(),
        purchaser_mode: "1".into(),
        unified_deal_code: format!("D03-11320902000000019G-20250601-{n:06}-5"),
        region_code: "320902".into(),
        bulletin_start_time: "2025-06-01 09:00:00".into(),
        data_timestamp: local.format("%Y%m%d%H%M%S").to_string(),
        ..TenderNotice::default()
    })
}

/// The field that holds the id of [`record`].
pub(crate) fn id_field(system: &System) -> &'static str {
    match system.as_str() {
        "investment_approval" => "declareNo",
        "municipal_projects" => "itemNo",
        "asset_cloud" => "changeNo",
        _ => "NOTICE_ID",
    }
}

/// Records one second apart.
pub(crate) fn records(system: &System, count: usize) -> Vec<Value> {
    (0..count).map(|n| record(system, n, n as i64)).collect()
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

/// The stream that [`record`] is of.
fn stream(system: &System) -> Stream {
    match system.as_str() {
        "investment_approval" => Stream::APPROVALS,
        "municipal_projects" => Stream::PLAN_ITEMS,
        "asset_cloud" => Stream::ASSET_CHANGES,
        _ => Stream::TENDERS,
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
        _ => Arc::new(TradingCentre::new(&trading_config(url), clock).unwrap()),
    }
}

async fn sandbox(system: &System, options: SandboxOptions) -> SandboxHandle {
    let address = loopback();
    match system.as_str() {
        "investment_approval" => {
            let credentials = investment_approval::sandbox::Credentials::default();
            investment_approval::sandbox::start(address, options, credentials).await
        }
        "municipal_projects" => {
            let credentials = municipal_projects::sandbox::Credentials::default();
            municipal_projects::sandbox::start(address, options, credentials).await
        }
        "asset_cloud" => {
            let credentials = Credentials::default();
            asset_cloud::sandbox::start(address, options, credentials).await
        }
        _ => trading_centre::sandbox::start(address, options).await,
    }
    .unwrap()
}

impl Rig {
    pub(crate) async fn start(system: &System, records: Vec<Value>) -> Self {
        let clock = Arc::new(ManualClock::new(now()));
        let stream = stream(system);
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
    async fn read(&self, attachment: &Attachment) -> Result<Vec<u8>, Failure> {
        panic!("nobody should ask for {}", attachment.name)
    }
}
