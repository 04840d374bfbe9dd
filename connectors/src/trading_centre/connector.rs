use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;

use super::{
    MAPPING,
    config::{Paths, TradingCentreConfig},
};
use crate::{
    Clock, Failure,
    contract::{CheckReport, Connector, Cursor, Mapper, Page, Stream, System},
    egress::{Breaker, Channel, Request},
    identity::identify,
    keyset::{self, Expectation, Received},
    mapping::{self, Mapping},
    reply,
};

/// The connector to the public resource trading centre.
#[derive(Debug)]
pub struct TradingCentre {
    channel: Channel,
    paths: Paths,
    mapping: Mapping,
    page_size: u32,
    overlap: Duration,
    clock: Arc<dyn Clock>,
}

impl TradingCentre {
    /// Its streams, in the order they are pulled. Tenders first: awards and contracts may find
    /// their project through them.
    pub const STREAMS: [Stream; 3] = [Stream::TENDERS, Stream::AWARDS, Stream::CONTRACTS];

    /// Opens the connector; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] for an unusable address or mapping file.
    pub fn new(config: &TradingCentreConfig, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let system = System::TRADING_CENTRE;
        let channel = Channel::new(
            system.as_str(),
            &config.base_url,
            config.http.clone(),
            Arc::clone(&clock),
        )?;
        Ok(Self {
            channel,
            paths: config.paths.clone(),
            mapping: mapping::load(&system, config.mapping_file.as_deref(), MAPPING)?,
            page_size: config.page_size.max(1),
            overlap: Duration::seconds(config.overlap_seconds.into()),
            clock,
        })
    }

    fn path(&self, stream: &Stream) -> Option<&str> {
        match stream.as_str() {
            "tenders" => Some(&self.paths.tenders),
            "awards" => Some(&self.paths.awards),
            "contracts" => Some(&self.paths.contracts),
            _ => None,
        }
    }
}

#[async_trait]
impl Connector for TradingCentre {
    fn system(&self) -> System {
        System::TRADING_CENTRE
    }

    fn streams(&self) -> &[Stream] {
        &Self::STREAMS
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        let identity = identify(&self.channel, &self.paths.meta, &self.system()).await?;
        let request = Request::get(&self.paths.tenders).query("limit", "1");
        let response = self.channel.send(&request).await?;
        let _page: Received = reply::data("trading_centre: first notice", &response)?;
        Ok(CheckReport {
            system: identity.system,
            contract: identity.contract,
            steps: vec![
                format!("GET {} names the system", self.paths.meta),
                format!("GET {} gives a page", self.paths.tenders),
            ],
        })
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let what = format!("trading_centre: stream {stream}");
        let (Some(rule), Some(path)) = (self.mapping.stream(stream), self.path(stream)) else {
            return Err(Failure::config(format!("{what} is not in the mapping")));
        };
        let request = keyset::place(Request::get(path), rule, cursor, self.page_size);
        let response = self.channel.send(&request).await?;
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

    fn breaker(&self) -> &Breaker {
        self.channel.breaker()
    }
}
