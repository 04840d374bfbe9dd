use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;

use super::{
    LAYOUT, MAPPING,
    config::{Paths, TradingCentreConfig},
};
use crate::{
    Clock, Failure,
    contract::{CheckReport, Cursor, Page, Stream, System},
    egress::{Channel, Request},
    identity::identify,
    keyset::{self, Expectation, Received},
    mapping::Mapping,
    reply,
    transport::{self, Settings},
};

/// The platform's own interface.
#[derive(Debug)]
pub struct Interface {
    pub(super) channel: Channel,
    paths: Paths,
    page_size: u32,
    overlap: Duration,
    clock: Arc<dyn Clock>,
}

impl Interface {
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
impl transport::Interface for Interface {
    const SYSTEM: System = System::TRADING_CENTRE;
    // Tenders first: awards and contracts may find their project through them.
    const STREAMS: &'static [Stream] = &[Stream::TENDERS, Stream::AWARDS, Stream::CONTRACTS];
    const MAPPING: &'static str = MAPPING;
    const LAYOUT: &'static str = LAYOUT;

    type Config = TradingCentreConfig;
    type HandingOver = ();

    fn settings(config: &Self::Config) -> Settings<'_> {
        Settings {
            base_url: &config.base_url,
            mapping_file: config.mapping_file.as_deref(),
            layout_file: config.layout_file.as_deref(),
            drop: config.drop.as_ref(),
            exchange: config.exchange.as_ref(),
            page_size: config.page_size,
            overlap_seconds: config.overlap_seconds,
            http: &config.http,
        }
    }

    fn open(config: &Self::Config, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let channel = Channel::new(
            Self::SYSTEM.as_str(),
            &config.base_url,
            config.http.clone(),
            Arc::clone(&clock),
        )?;
        Ok(Self {
            channel,
            paths: config.paths.clone(),
            page_size: config.page_size.max(1),
            overlap: Duration::seconds(config.overlap_seconds.into()),
            clock,
        })
    }

    fn handing_over(_: &Self::Config) {}

    fn channel(&self) -> &Channel {
        &self.channel
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        let system = Self::SYSTEM;
        let identity = identify(&self.channel, &self.paths.meta, &system).await?;
        let mut steps = vec![format!("GET {} names the system", self.paths.meta)];
        // Nothing else of it asks for our credentials.
        steps.extend(self.check_stream(&Stream::TENDERS).await?);
        Ok(CheckReport {
            system: identity.system,
            contract: identity.contract,
            steps,
        })
    }

    async fn check_stream(&self, stream: &Stream) -> Result<Option<String>, Failure> {
        let Some(path) = self.path(stream) else {
            return Ok(None);
        };
        let request = Request::get(path).query("limit", "1");
        let response = self.channel.send(&request).await?;
        let what = format!("trading_centre: check of {stream}");
        let _page: Received = reply::data(&what, &response)?;
        Ok(Some(format!("GET {path} gives a page")))
    }

    async fn pull(
        &self,
        mapping: &Mapping,
        stream: &Stream,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Failure> {
        let what = format!("trading_centre: stream {stream}");
        let (Some(rule), Some(path)) = (mapping.stream(stream), self.path(stream)) else {
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
}
