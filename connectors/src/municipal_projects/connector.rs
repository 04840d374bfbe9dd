use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;

use super::{
    MAPPING,
    config::{MunicipalProjectsConfig, Paths},
    issuer::TokenIssuer,
};
use crate::{
    Clock, Failure, Secret,
    contract::{CheckReport, Connector, Cursor, Mapper, Outbound, Page, Stream, System},
    egress::{Breaker, Channel, Request, Response},
    identity::identify,
    keyset::{self, Expectation, Received},
    mapping::{self, Mapping},
    reply,
    session::Session,
};

/// The connector to the municipal project system.
#[derive(Debug)]
pub struct MunicipalProjects {
    pub(super) session: Session<TokenIssuer>,
    pub(super) paths: Paths,
    pub(super) mapping: Mapping,
    pub(super) max_attachment_bytes: u64,
    pub(super) upload_part_bytes: u64,
    page_size: u32,
    overlap: Duration,
    clock: Arc<dyn Clock>,
}

impl MunicipalProjects {
    // The plan first: it is where the system knows a project from.
    /// Its streams, in the order they should be pulled.
    pub const STREAMS: [Stream; 3] = [Stream::PLAN_ITEMS, Stream::REVIEWS, Stream::ALLOCATIONS];

    /// Opens the connector; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] for an unusable address, secret or mapping file.
    pub fn new(config: &MunicipalProjectsConfig, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let system = System::MUNICIPAL_PROJECTS;
        let channel = Channel::new(
            system.as_str(),
            &config.base_url,
            config.http.clone(),
            Arc::clone(&clock),
        )?;
        Ok(Self {
            session: Session::new(channel, TokenIssuer::new(config)?, Arc::clone(&clock)),
            paths: config.paths.clone(),
            mapping: mapping::load(&system, config.mapping_file.as_deref(), MAPPING)?,
            max_attachment_bytes: config.max_attachment_bytes,
            upload_part_bytes: u64::from(config.upload_part_bytes.max(1)),
            page_size: config.page_size.max(1),
            overlap: Duration::seconds(config.overlap_seconds.into()),
            clock,
        })
    }

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

/// The request with the access token.
pub(super) fn bearing(request: &Request, token: &Secret) -> Request {
    let bearer = format!("Bearer {}", token.expose());
    request.clone().header("authorization", bearer)
}

#[async_trait]
impl Connector for MunicipalProjects {
    fn system(&self) -> System {
        System::MUNICIPAL_PROJECTS
    }

    fn streams(&self) -> &[Stream] {
        &Self::STREAMS
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        let channel = &self.session.channel;
        let identity = identify(channel, &self.paths.meta, &self.system()).await?;
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

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let what = format!("municipal_projects: stream {stream}");
        let (Some(rule), Some(path)) = (self.mapping.stream(stream), self.path(stream)) else {
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

    fn mapping(&self) -> &dyn Mapper {
        &self.mapping
    }

    fn outbound(&self) -> Option<&dyn Outbound> {
        Some(self)
    }

    fn breaker(&self) -> &Breaker {
        self.session.channel.breaker()
    }
}
