use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;

use super::{
    MAPPING,
    client::{Client, Service},
    config::DataSharingConfig,
    page::{Sent, breakpoint},
};
use crate::{
    Clock, Failure,
    contract::{CheckReport, Connector, Cursor, Mapper, Page, Stream, System},
    egress::{Breaker, Channel, Request},
    identity::identify,
    keyset::{self, Expectation},
    mapping::{self, Mapping},
    reply,
};

/// The connector to a data sharing platform.
#[derive(Debug)]
pub struct DataSharing {
    client: Client,
    config: DataSharingConfig,
    mapping: Mapping,
}

impl DataSharing {
    /// Its streams, in the order in which they are pulled.
    pub const STREAMS: [Stream; 3] = [
        Stream::CATALOG_ENTRIES,
        Stream::CONNECTIONS,
        Stream::DELIVERIES,
    ];

    /// Opens the connector; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] for an unusable address, token or mapping file.
    pub fn new(config: &DataSharingConfig, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let system = System::DATA_SHARING;
        let mapping = mapping::load(&system, config.mapping_file.as_deref(), MAPPING)?;
        mapping.must_map(&Self::STREAMS)?;
        let channel = Channel::new(
            system.as_str(),
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
            mapping,
            config: config.clone(),
        })
    }

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
impl Connector for DataSharing {
    fn system(&self) -> System {
        System::DATA_SHARING
    }

    fn streams(&self) -> &[Stream] {
        &Self::STREAMS
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        let meta = &self.config.paths.meta;
        let identity = identify(&self.client.channel, meta, &self.system()).await?;
        let mut steps = vec![format!("GET {meta} names the system")];
        for stream in &Self::STREAMS {
            let Some(service) = self.service(stream) else {
                continue;
            };
            let what = format!("data_sharing: check of {stream}");
            self.list(&what, service, None, 1).await?;
            steps.push(format!("GET {} is granted to us", service.path));
        }
        Ok(CheckReport {
            system: identity.system,
            contract: identity.contract,
            steps,
        })
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let what = format!("data_sharing: stream {stream}");
        let (Some(rule), Some(service)) = (self.mapping.stream(stream), self.service(stream))
        else {
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

    fn mapping(&self) -> &dyn Mapper {
        &self.mapping
    }

    fn breaker(&self) -> &Breaker {
        self.client.channel.breaker()
    }
}
