use std::sync::Arc;

use chrono::Duration;

use super::config::{Paths, TradingCentreConfig};
use crate::{
    Clock, Failure,
    contract::{CheckReport, Cursor, Page, Stream, System},
    egress::{Channel, Request},
    identity::identify,
    keyset::{self, Expectation, Received},
    mapping::Mapping,
    reply,
};

/// The platform's own interface.
#[derive(Debug)]
pub(super) struct Interface {
    pub(super) channel: Channel,
    paths: Paths,
    page_size: u32,
    overlap: Duration,
    clock: Arc<dyn Clock>,
}

impl Interface {
    pub(super) fn open(
        config: &TradingCentreConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Failure> {
        let channel = Channel::new(
            System::TRADING_CENTRE.as_str(),
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

    fn path(&self, stream: &Stream) -> Option<&str> {
        match stream.as_str() {
            "tenders" => Some(&self.paths.tenders),
            "awards" => Some(&self.paths.awards),
            "contracts" => Some(&self.paths.contracts),
            _ => None,
        }
    }

    pub(super) async fn check(&self) -> Result<CheckReport, Failure> {
        let system = System::TRADING_CENTRE;
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

    pub(super) async fn check_stream(&self, stream: &Stream) -> Result<Option<String>, Failure> {
        let Some(path) = self.path(stream) else {
            return Ok(None);
        };
        let request = Request::get(path).query("limit", "1");
        let response = self.channel.send(&request).await?;
        let what = format!("trading_centre: check of {stream}");
        let _page: Received = reply::data(&what, &response)?;
        Ok(Some(format!("GET {path} gives a page")))
    }

    pub(super) async fn pull(
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
