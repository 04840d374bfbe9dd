use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;

use super::{LAYOUT, MAPPING, config::TradingCentreConfig, interface::Interface};
use crate::{
    Clock, Failure,
    contract::{
        CanonicalRecord, CheckReport, Connector, Cursor, Mapper, Page, RecordError, Stream, System,
    },
    egress::{Breaker, Budget},
    mapping::{self, Mapping},
    transport::{Carried, Delivered, Opening, Ways},
};

/// The connector to the public resource trading centre.
#[derive(Debug)]
pub struct TradingCentre {
    mapping: Arc<Mapping>,
    way: Way,
}

/// How the notices come.
#[derive(Debug)]
enum Way {
    Interface(Box<Interface>),
    Carried(Box<Carried>),
}

impl TradingCentre {
    /// Its streams, in the order they are pulled. Tenders first: awards and contracts may find
    /// their project through them.
    pub const STREAMS: [Stream; 3] = [Stream::TENDERS, Stream::AWARDS, Stream::CONTRACTS];

    /// Opens the connector; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] for an unusable address, mapping file or layout file.
    pub fn new(config: &TradingCentreConfig, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let system = System::TRADING_CENTRE;
        let mapping = mapping::load(&system, config.mapping_file.as_deref(), MAPPING)?;
        let mapping = Arc::new(mapping);
        let ways = Ways {
            base_url: &config.base_url,
            drop: config.drop.as_ref(),
            exchange: config.exchange.as_ref(),
            layout_file: config.layout_file.as_deref(),
            shipped: LAYOUT,
        };
        let carried = Carried::open(ways, &Self::STREAMS, || Opening {
            system,
            mapping: Arc::clone(&mapping),
            http: config.http.clone(),
            page_size: config.page_size.max(1),
            overlap: Duration::seconds(config.overlap_seconds.into()),
            clock: Arc::clone(&clock),
        })?;
        let way = match carried {
            Some(carried) => Way::Carried(Box::new(carried)),
            None => {
                mapping.must_map(&Self::STREAMS)?;
                Way::Interface(Box::new(Interface::open(config, clock)?))
            }
        };
        Ok(Self { mapping, way })
    }

    /// The delivered file that a cursor stands in, where notices come as files.
    #[must_use]
    pub fn delivered(&self, stream: &Stream, cursor: &Cursor) -> Option<Delivered> {
        match &self.way {
            Way::Interface(_) => None,
            Way::Carried(carried) => carried.delivered(stream, cursor),
        }
    }
}

#[async_trait]
impl Connector for TradingCentre {
    fn system(&self) -> System {
        System::TRADING_CENTRE
    }

    fn streams(&self) -> &[Stream] {
        match &self.way {
            Way::Interface(_) => &Self::STREAMS,
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

    fn budget(&self) -> Option<&Budget> {
        match &self.way {
            Way::Interface(interface) => Some(interface.channel.budget()),
            Way::Carried(_) => None,
        }
    }

    fn breaker(&self) -> &Breaker {
        match &self.way {
            Way::Interface(interface) => interface.channel.breaker(),
            Way::Carried(carried) => carried.breaker(),
        }
    }
}
