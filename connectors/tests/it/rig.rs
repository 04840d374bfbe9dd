use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use shuniu_connectors::{
    Clock, Failure, ManualClock, Secret,
    contract::{Attachment, Attachments, Connector, Cursor, Page, Stream, System},
    egress::{Channel, ChannelSettings, Request},
    investment_approval::{self, Approval, InvestmentApproval, InvestmentApprovalConfig},
    sandbox::{Journal, SandboxHandle, SandboxOptions},
    trading_centre::{self, TenderNotice, TradingCentre, TradingCentreConfig},
};

pub(crate) const APP_KEY: &str = "sandbox-app-key";

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

pub(crate) fn trading_config(url: &str) -> TradingCentreConfig {
    TradingCentreConfig {
        page_size: 10,
        http: http(),
        ..TradingCentreConfig::new(url)
    }
}

impl Rig {
    pub(crate) async fn start(system: &System, records: Vec<Value>) -> Self {
        let clock = Arc::new(ManualClock::new(now()));
        let (stream, sandbox, connector): (_, _, Arc<dyn Connector>) =
            if *system == System::INVESTMENT_APPROVAL {
                let options = options(&Stream::APPROVALS, records, &clock);
                let credentials = investment_approval::sandbox::Credentials::default();
                let sandbox = investment_approval::sandbox::start(loopback(), options, credentials)
                    .await
                    .unwrap();
                let config = approval_config(sandbox.url());
                let connector = InvestmentApproval::new(&config, clock.clone()).unwrap();
                (Stream::APPROVALS, sandbox, Arc::new(connector))
            } else {
                let options = options(&Stream::TENDERS, records, &clock);
                let sandbox = trading_centre::sandbox::start(loopback(), options)
                    .await
                    .unwrap();
                let config = trading_config(sandbox.url());
                let connector = TradingCentre::new(&config, clock.clone()).unwrap();
                (Stream::TENDERS, sandbox, Arc::new(connector))
            };
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
