use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;
use serde_json::json;

use super::{
    MAPPING,
    client::{Call, Client},
    config::{AssetCloudConfig, Paths},
    envelope::service,
    module::CryptoModule,
    software::SoftwareModule,
};
use crate::{
    Clock, Failure,
    contract::{CheckReport, Connector, Cursor, Mapper, Outbound, Page, Stream, System},
    egress::{Breaker, Budget, Channel},
    identity::identify,
    keyset::{self, Expectation, Place, Received},
    mapping::{self, Mapping},
    reply,
};

/// The connector to the asset cloud.
#[derive(Debug)]
pub struct AssetCloud {
    pub(super) client: Client,
    pub(super) paths: Paths,
    mapping: Mapping,
    pub(super) page_size: u32,
    overlap: Duration,
    clock: Arc<dyn Clock>,
}

impl AssetCloud {
    /// Its streams, in the order they should be pulled.
    pub const STREAMS: [Stream; 1] = [Stream::ASSET_CHANGES];

    /// Opens the connector with cryptography in software; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] for an unusable address, key or mapping file.
    pub fn new(config: &AssetCloudConfig, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let module = SoftwareModule::new(&config.keys()?)?;
        Self::with_module(config, Arc::new(module), clock)
    }

    /// Opens the connector with a module of the agency's own, which holds the keys; those of the
    /// settings are not read.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] for an unusable address or mapping file.
    pub fn with_module(
        config: &AssetCloudConfig,
        module: Arc<dyn CryptoModule>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Failure> {
        let system = System::ASSET_CLOUD;
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
                module,
                app_code: config.app_code.clone(),
                clock: Arc::clone(&clock),
            },
            paths: config.paths.clone(),
            mapping,
            page_size: config.page_size.max(1),
            overlap: Duration::seconds(config.overlap_seconds.into()),
            clock,
        })
    }
}

#[async_trait]
impl Connector for AssetCloud {
    fn system(&self) -> System {
        System::ASSET_CLOUD
    }

    fn streams(&self) -> &[Stream] {
        &Self::STREAMS
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        let channel = &self.client.channel;
        let identity = identify(channel, &self.paths.meta, &self.system()).await?;
        let call = Call {
            service: service::PING,
            path: &self.paths.ping,
            body: &json!({}),
        };
        let response = self.client.send(&call).await?;
        let _pong: serde_json::Value = reply::data("asset_cloud: sealed check", &response)?;
        Ok(CheckReport {
            system: identity.system,
            contract: identity.contract,
            steps: vec![
                format!("GET {} names the system", self.paths.meta),
                format!("POST {} takes our signature and cipher", self.paths.ping),
                "the answer bears the platform's signature".to_owned(),
            ],
        })
    }

    async fn check_stream(&self, stream: &Stream) -> Result<Option<String>, Failure> {
        let what = format!("asset_cloud: check of {stream}");
        let rule = self.mapping.stream(stream);
        let rule =
            rule.ok_or_else(|| Failure::config(format!("{what}: it is not in the mapping")))?;
        let call = Call {
            service: service::CHANGES,
            path: &self.paths.changes,
            body: &Place::new(rule, None, 1),
        };
        let response = self.client.send(&call).await?;
        let _page: Received = reply::data(&what, &response)?;
        Ok(Some(format!("POST {} gives a page", self.paths.changes)))
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let what = format!("asset_cloud: stream {stream}");
        let Some(rule) = self
            .mapping
            .stream(stream)
            .filter(|_| *stream == Stream::ASSET_CHANGES)
        else {
            return Err(Failure::config(format!("{what} is not in the mapping")));
        };
        let call = Call {
            service: service::CHANGES,
            path: &self.paths.changes,
            body: &Place::new(rule, cursor, self.page_size),
        };
        let response = self.client.send(&call).await?;
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
        Some(self.client.channel.budget())
    }

    fn breaker(&self) -> &Breaker {
        self.client.channel.breaker()
    }
}
