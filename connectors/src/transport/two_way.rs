use std::{fmt, path::Path, sync::Arc};

use async_trait::async_trait;
use chrono::Duration;

use super::{
    carried::{Carried, Delivered, Opening, Ways},
    drop::DropConfig,
    exchange::ExchangeConfig,
};
use crate::{
    Clock, Failure,
    contract::{
        CanonicalRecord, CheckReport, Connector, Cursor, Mapper, Outbound, Page, RecordError,
        Stream, System,
    },
    egress::{Breaker, Budget, Channel, ChannelSettings},
    mapping::{self, Mapping},
};

/// What the settings of every system say that is read over its interface or by deliveries.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The address of the interface; empty where records come otherwise.
    pub base_url: &'a str,
    /// A mapping file to use instead of the shipped one.
    pub mapping_file: Option<&'a Path>,
    /// A layout file to use instead of the shipped one.
    pub layout_file: Option<&'a Path>,
    /// The folder that files are delivered to, where records come so.
    pub drop: Option<&'a DropConfig>,
    /// The exchange database, where records come so.
    pub exchange: Option<&'a ExchangeConfig>,
    /// Records asked for at once.
    pub page_size: u32,
    /// How far before the last record each run starts (seconds).
    pub overlap_seconds: u32,
    /// Transport and limits.
    pub http: &'a ChannelSettings,
}

/// A system's own interface, and what is particular to the system however its records come.
#[async_trait]
pub trait Interface: fmt::Debug + Send + Sync + Sized + 'static {
    /// Which system.
    const SYSTEM: System;
    /// Its streams, in the order in which they are pulled.
    const STREAMS: &'static [Stream];
    /// The mapping that ships with it.
    const MAPPING: &'static str;
    /// The layout of files and staging tables that ships with it.
    const LAYOUT: &'static str;

    /// Its settings.
    type Config;
    /// What handing over needs by either way; `()` where nothing is handed over.
    type HandingOver: fmt::Debug + Send + Sync;

    /// What of its settings every system has.
    fn settings(config: &Self::Config) -> Settings<'_>;

    /// Opens the interface; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] for an unusable address or credential.
    fn open(config: &Self::Config, clock: Arc<dyn Clock>) -> Result<Self, Failure>;

    /// What of its settings handing over needs.
    fn handing_over(config: &Self::Config) -> Self::HandingOver;

    /// The channel that its requests leave through.
    fn channel(&self) -> &Channel;

    /// As [`Connector::check`].
    ///
    /// # Errors
    ///
    /// As there.
    async fn check(&self) -> Result<CheckReport, Failure>;

    /// As [`Connector::check_stream`].
    ///
    /// # Errors
    ///
    /// As there.
    async fn check_stream(&self, stream: &Stream) -> Result<Option<String>, Failure>;

    /// As [`Connector::pull`].
    ///
    /// # Errors
    ///
    /// As there.
    async fn pull(
        &self,
        mapping: &Mapping,
        stream: &Stream,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Failure>;

    /// As [`Connector::outbound`].
    fn outbound(_connector: &TwoWay<Self>) -> Option<&dyn Outbound> {
        None
    }
}

/// The connector to a system that is read over its own interface, or by what it delivers: files, or
/// rows of an exchange database.
#[derive(Debug)]
pub struct TwoWay<I: Interface> {
    pub(crate) mapping: Arc<Mapping>,
    pub(crate) handing_over: I::HandingOver,
    pub(crate) way: Way<I>,
}

/// How records come.
#[derive(Debug)]
pub(crate) enum Way<I> {
    Interface(Box<I>),
    Carried(Box<Carried>),
}

impl<I: Interface> TwoWay<I> {
    /// Its streams, in the order in which they are pulled.
    pub const STREAMS: &'static [Stream] = I::STREAMS;

    /// Opens the connector; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] for an unusable address, credential, mapping file or layout file.
    pub fn new(config: &I::Config, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let settings = I::settings(config);
        let mapping = mapping::load(&I::SYSTEM, settings.mapping_file, I::MAPPING)?;
        let mapping = Arc::new(mapping);
        let ways = Ways {
            base_url: settings.base_url,
            drop: settings.drop,
            exchange: settings.exchange,
            layout_file: settings.layout_file,
            shipped: I::LAYOUT,
        };
        let carried = Carried::open(ways, I::STREAMS, || Opening {
            system: I::SYSTEM,
            mapping: Arc::clone(&mapping),
            http: settings.http.clone(),
            page_size: settings.page_size.max(1),
            overlap: Duration::seconds(settings.overlap_seconds.into()),
            clock: Arc::clone(&clock),
        })?;
        let way = match carried {
            Some(carried) => Way::Carried(Box::new(carried)),
            None => {
                mapping.must_map(I::STREAMS)?;
                Way::Interface(Box::new(I::open(config, clock)?))
            }
        };
        Ok(Self {
            mapping,
            handing_over: I::handing_over(config),
            way,
        })
    }

    /// The delivered file that a cursor stands in, where records come as files.
    #[must_use]
    pub fn delivered(&self, stream: &Stream, cursor: &Cursor) -> Option<Delivered> {
        match &self.way {
            Way::Interface(_) => None,
            Way::Carried(carried) => carried.delivered(stream, cursor),
        }
    }
}

#[async_trait]
impl<I: Interface> Connector for TwoWay<I> {
    fn system(&self) -> System {
        I::SYSTEM
    }

    fn streams(&self) -> &[Stream] {
        match &self.way {
            Way::Interface(_) => I::STREAMS,
            Way::Carried(carried) => carried.streams(),
        }
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        match &self.way {
            Way::Interface(interface) => interface.check().await,
            Way::Carried(carried) => carried.check().await,
        }
    }

    async fn check_stream(&self, stream: &Stream) -> Result<Option<String>, Failure> {
        match &self.way {
            Way::Interface(interface) => interface.check_stream(stream).await,
            // Its check looks at all that lies there.
            Way::Carried(_) => Ok(None),
        }
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        match &self.way {
            Way::Interface(interface) => interface.pull(&self.mapping, stream, cursor).await,
            Way::Carried(carried) => carried.pull(stream, cursor).await,
        }
    }

    async fn kept(&self, stream: &Stream, kept: &Cursor) -> Result<(), Failure> {
        match &self.way {
            Way::Interface(_) => Ok(()),
            Way::Carried(carried) => carried.kept(stream, kept).await,
        }
    }

    fn enumerates(&self) -> bool {
        matches!(self.way, Way::Interface(_))
    }

    fn mapping(&self) -> &dyn Mapper {
        &*self.mapping
    }

    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        match &self.way {
            Way::Interface(_) => self.mapping.map(stream, body),
            Way::Carried(carried) => carried.map(stream, body),
        }
    }

    fn placed(&self, stream: &Stream, body: &str, error: RecordError) -> RecordError {
        match &self.way {
            Way::Interface(_) => error,
            Way::Carried(carried) => carried.placed(stream, body, error),
        }
    }

    fn outbound(&self) -> Option<&dyn Outbound> {
        I::outbound(self)
    }

    fn budget(&self) -> Option<&Budget> {
        match &self.way {
            Way::Interface(interface) => Some(interface.channel().budget()),
            Way::Carried(_) => None,
        }
    }

    fn breaker(&self) -> &Breaker {
        match &self.way {
            Way::Interface(interface) => interface.channel().breaker(),
            Way::Carried(carried) => carried.breaker(),
        }
    }
}
