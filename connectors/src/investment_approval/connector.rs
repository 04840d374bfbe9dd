use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;

use super::{
    MAPPING,
    client::Client,
    config::{InvestmentApprovalConfig, Paths},
    sign::service,
};
use crate::{
    Clock, Failure,
    contract::{CheckReport, Connector, Cursor, Mapper, Outbound, Page, Stream, System},
    egress::{Breaker, Budget, Request},
    identity::identify,
    keyset::{self, Expectation, Received},
    mapping::{self, Mapping},
    reply,
};

/// The connector to the investment approval platform.
#[derive(Debug)]
pub struct InvestmentApproval {
    pub(super) client: Client,
    pub(super) paths: Paths,
    mapping: Mapping,
    pub(super) page_size: u32,
    overlap: Duration,
    clock: Arc<dyn Clock>,
}

impl InvestmentApproval {
    /// Its streams, in the order they are pulled.
    pub const STREAMS: [Stream; 1] = [Stream::APPROVALS];

    /// Opens the connector; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] for an unusable address, key or mapping file.
    pub fn new(config: &InvestmentApprovalConfig, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let system = System::INVESTMENT_APPROVAL;
        let mapping = mapping::load(&system, config.mapping_file.as_deref(), MAPPING)?;
        mapping.must_map(&Self::STREAMS)?;
        Ok(Self {
            client: Client::new(config, Arc::clone(&clock))?,
            paths: config.paths.clone(),
            mapping,
            page_size: config.page_size.max(1),
            overlap: Duration::seconds(config.overlap_seconds.into()),
            clock,
        })
    }
}

#[async_trait]
impl Connector for InvestmentApproval {
    fn system(&self) -> System {
        System::INVESTMENT_APPROVAL
    }

    fn streams(&self) -> &[Stream] {
        &Self::STREAMS
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        let identity = identify(self.client.channel(), &self.paths.meta, &self.system()).await?;
        let request = Request::get(&self.paths.ping);
        let response = self.client.send(service::PING, &request).await?;
        if !response.is_success() {
            return Err(reply::refused(
                "investment_approval: signed check",
                &response,
            ));
        }
        Ok(CheckReport {
            system: identity.system,
            contract: identity.contract,
            steps: vec![
                format!("GET {} names the system", self.paths.meta),
                format!("POST {} gives a secret", self.paths.secret),
                format!("GET {} takes our signature", self.paths.ping),
            ],
        })
    }

    async fn check_stream(&self, stream: &Stream) -> Result<Option<String>, Failure> {
        let list = &self.paths.projects;
        let request = Request::get(list).query("limit", "1");
        let response = self.client.send(service::PROJECTS, &request).await?;
        let what = format!("investment_approval: check of {stream}");
        let _page: Received = reply::data(&what, &response)?;
        Ok(Some(format!("GET {list} gives a page")))
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let what = format!("investment_approval: stream {stream}");
        let Some(rule) = self.mapping.stream(stream) else {
            return Err(Failure::config(format!("{what} is not in the mapping")));
        };
        let request = Request::get(&self.paths.projects);
        let request = keyset::place(request, rule, cursor, self.page_size);
        let response = self.client.send(service::PROJECTS, &request).await?;
        let received: Received = reply::data(&what, &response)?;
        keyset::assemble(
            received,
            &Expectation {
                what,
                rule,
                cursor,
                overlap: self.overlap,
                now: self.clock.now(),
            },
        )
    }

    fn mapping(&self) -> &dyn Mapper {
        &self.mapping
    }

    fn outbound(&self) -> Option<&dyn Outbound> {
        Some(self)
    }

    fn budget(&self) -> Option<&Budget> {
        Some(self.client.channel().budget())
    }

    fn breaker(&self) -> &Breaker {
        self.client.channel().breaker()
    }
}
