use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;

use super::{
    LAYOUT, MAPPING,
    config::{MunicipalProjectsConfig, Paths},
    issuer::TokenIssuer,
    papers::Papers,
};
use crate::{
    Clock, Failure, Secret,
    contract::{CheckReport, Cursor, Outbound, Page, Stream, System},
    egress::{Channel, Request, Response},
    identity::identify,
    keyset::{self, Expectation, Received},
    mapping::Mapping,
    reply,
    session::Session,
    transport::{self, Settings, TwoWay, Way},
};

/// The system's own interface.
#[derive(Debug)]
pub struct Interface {
    pub(super) session: Session<TokenIssuer>,
    pub(super) paths: Paths,
    pub(super) papers: Papers,
    pub(super) page_size: u32,
    overlap: Duration,
    clock: Arc<dyn Clock>,
}

impl Interface {
    /// Sends a request that may be repeated, with the token.
    pub(super) async fn send(&self, request: &Request) -> Result<Response, Failure> {
        self.session.send(|token, _| bearing(request, token)).await
    }

    fn path(&self, stream: &Stream) -> Option<&str> {
        match stream.as_str() {
            "plan_items" => Some(&self.paths.plan_items),
            "reviews" => Some(&self.paths.reviews),
            "allocations" => Some(&self.paths.allocations),
            _ => None,
        }
    }
}

#[async_trait]
impl transport::Interface for Interface {
    const SYSTEM: System = System::MUNICIPAL_PROJECTS;
    // The plan first: it is where the system knows a project from.
    const STREAMS: &'static [Stream] = &[Stream::PLAN_ITEMS, Stream::REVIEWS, Stream::ALLOCATIONS];
    const MAPPING: &'static str = MAPPING;
    const LAYOUT: &'static str = LAYOUT;

    type Config = MunicipalProjectsConfig;
    type HandingOver = Papers;

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
        if config.client_id.is_empty() {
            return Err(Failure::config(
                "`client_id` is not set: it is who we are to the system (OAuth2 client id)",
            ));
        }
        let channel = Channel::new(
            Self::SYSTEM.as_str(),
            &config.base_url,
            config.http.clone(),
            Arc::clone(&clock),
        )?;
        Ok(Self {
            session: Session::new(channel, TokenIssuer::new(config)?, Arc::clone(&clock)),
            paths: config.paths.clone(),
            papers: Papers::of(config),
            page_size: config.page_size.max(1),
            overlap: Duration::seconds(config.overlap_seconds.into()),
            clock,
        })
    }

    fn handing_over(config: &Self::Config) -> Papers {
        Papers::of(config)
    }

    fn channel(&self) -> &Channel {
        &self.session.channel
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        let channel = &self.session.channel;
        let system = Self::SYSTEM;
        let identity = identify(channel, &self.paths.meta, &system).await?;
        let response = self.send(&Request::get(&self.paths.ping)).await?;
        if !response.is_success() {
            let what = "municipal_projects: check with a token";
            return Err(reply::refused(what, &response));
        }
        Ok(CheckReport {
            system: identity.system,
            contract: identity.contract,
            steps: vec![
                format!("GET {} names the system", self.paths.meta),
                format!("POST {} gives a token", self.paths.token),
                format!("GET {} takes our token", self.paths.ping),
            ],
        })
    }

    async fn check_stream(&self, stream: &Stream) -> Result<Option<String>, Failure> {
        let Some(path) = self.path(stream) else {
            return Ok(None);
        };
        let response = self.send(&Request::get(path).query("limit", "1")).await?;
        let what = format!("municipal_projects: check of {stream}");
        let _page: Received = reply::data(&what, &response)?;
        Ok(Some(format!("GET {path} gives a page")))
    }

    async fn pull(
        &self,
        mapping: &Mapping,
        stream: &Stream,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Failure> {
        let what = format!("municipal_projects: stream {stream}");
        let (Some(rule), Some(path)) = (mapping.stream(stream), self.path(stream)) else {
            return Err(Failure::config(format!("{what} is not in the mapping")));
        };
        let request = keyset::place(Request::get(path), rule, cursor, self.page_size);
        let response = self.send(&request).await?;
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

    fn outbound(connector: &TwoWay<Self>) -> Option<&dyn Outbound> {
        match &connector.way {
            Way::Carried(carried) if carried.outbox().is_none() => None,
            _ => Some(connector),
        }
    }
}

/// The request with the access token.
pub(super) fn bearing(request: &Request, token: &Secret) -> Request {
    let bearer = format!("Bearer {}", token.expose());
    request.clone().header("authorization", bearer)
}
