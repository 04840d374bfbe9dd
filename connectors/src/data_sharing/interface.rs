use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;

use super::{
    LAYOUT, MAPPING,
    client::{Client, Service},
    config::DataSharingConfig,
    page::{Sent, breakpoint},
};
use crate::{
    Clock, Failure,
    contract::{CheckReport, Cursor, Page, Stream, System},
    egress::{Channel, Request},
    identity::identify,
    keyset::{self, Expectation},
    mapping::Mapping,
    reply,
    transport::{self, Settings},
};

/// The platform's own interface.
#[derive(Debug)]
pub struct Interface {
    pub(super) client: Client,
    config: DataSharingConfig,
}

impl Interface {
    fn service(&self, stream: &Stream) -> Option<Service<'_>> {
        let config = &self.config;
        let paths = &config.paths;
        let (path, id, key) = match stream.as_str() {
            "catalog_entries" => (
                &paths.catalog_entries,
                &config.catalog_entries_service,
                "catalog_entries_service",
            ),
            "connections" => (
                &paths.connections,
                &config.connections_service,
                "connections_service",
            ),
            "deliveries" => (
                &paths.deliveries,
                &config.deliveries_service,
                "deliveries_service",
            ),
            _ => return None,
        };
        Some(Service {
            path,
            id: id.as_deref(),
            key,
        })
    }

    /// A page of at most so many records from a place on.
    async fn list(
        &self,
        what: &str,
        service: Service<'_>,
        from: Option<String>,
        rows: u32,
    ) -> Result<Sent, Failure> {
        let request = Request::get(service.path).query("rows", rows.to_string());
        let request = match from {
            Some(from) => request.query("breakpoint", from),
            None => request,
        };
        let response = self.client.send(what, service, &request).await?;
        reply::data(what, &response)
    }
}

#[async_trait]
impl transport::Interface for Interface {
    const SYSTEM: System = System::DATA_SHARING;
    const STREAMS: &'static [Stream] = &[
        Stream::CATALOG_ENTRIES,
        Stream::CONNECTIONS,
        Stream::DELIVERIES,
    ];
    const MAPPING: &'static str = MAPPING;
    const LAYOUT: &'static str = LAYOUT;

    type Config = DataSharingConfig;
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
        if config.paas_id.is_empty() {
            return Err(Failure::config(
                "`paas_id` is not set: it is who we are to the gateway (`x-tif-paasid`)",
            ));
        }
        let channel = Channel::new(
            Self::SYSTEM.as_str(),
            &config.base_url,
            config.http.clone(),
            Arc::clone(&clock),
        )?;
        Ok(Self {
            client: Client {
                channel,
                paas_id: config.paas_id.clone(),
                token: config.resolve_token()?,
                clock,
            },
            config: config.clone(),
        })
    }

    fn handing_over(_: &Self::Config) {}

    fn channel(&self) -> &Channel {
        &self.client.channel
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        let meta = &self.config.paths.meta;
        let system = Self::SYSTEM;
        let identity = identify(&self.client.channel, meta, &system).await?;
        let mut steps = vec![format!("GET {meta} names the system")];
        // Our credentials are asked for by its services alone.
        if let Some(stream) = Self::STREAMS.first() {
            steps.extend(self.check_stream(stream).await?);
        }
        Ok(CheckReport {
            system: identity.system,
            contract: identity.contract,
            steps,
        })
    }

    /// Each service is granted by itself.
    async fn check_stream(&self, stream: &Stream) -> Result<Option<String>, Failure> {
        let Some(service) = self.service(stream) else {
            return Ok(None);
        };
        let what = format!("data_sharing: check of {stream}");
        self.list(&what, service, None, 1).await?;
        Ok(Some(format!("GET {} is granted to us", service.path)))
    }

    async fn pull(
        &self,
        mapping: &Mapping,
        stream: &Stream,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Failure> {
        let what = format!("data_sharing: stream {stream}");
        let (Some(rule), Some(service)) = (mapping.stream(stream), self.service(stream)) else {
            return Err(Failure::config(format!("{what} is not in the mapping")));
        };
        let from = cursor.map(|cursor| breakpoint(rule, cursor));
        let rows = self.config.page_size.max(1);
        let sent = self.list(&what, service, from, rows).await?;
        let received = sent.received(&what)?;
        keyset::assemble(
            received,
            &Expectation {
                what,
                rule,
                cursor,
                overlap: Duration::seconds(self.config.overlap_seconds.into()),
                now: self.client.clock.now(),
            },
        )
    }
}
