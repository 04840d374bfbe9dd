use std::{path::Path, sync::Arc};

use super::{
    drop::{DropConfig, FileDrop},
    exchange::{Exchange, ExchangeConfig},
    layout::{self, Extent},
};
use crate::{
    Clock, Failure,
    contract::{CanonicalRecord, CheckReport, Cursor, Page, RecordError, Stream, System},
    egress::{Breaker, ChannelSettings},
    mapping::Mapping,
};

/// What of an instance's settings says how its records come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ways<'a> {
    pub(crate) base_url: &'a str,
    pub(crate) drop: Option<&'a DropConfig>,
    pub(crate) exchange: Option<&'a ExchangeConfig>,
    pub(crate) layout_file: Option<&'a Path>,
    /// The layout that ships with the system.
    pub(crate) shipped: &'static str,
}

/// What every way is opened with.
#[derive(Debug)]
pub(crate) struct Opening {
    pub(crate) system: System,
    pub(crate) mapping: Arc<Mapping>,
    pub(crate) http: ChannelSettings,
    pub(crate) page_size: u32,
    pub(crate) overlap: chrono::Duration,
    pub(crate) clock: Arc<dyn Clock>,
}

/// A system whose records come otherwise than over its own interface.
#[derive(Debug)]
pub(crate) struct Carried {
    streams: Vec<Stream>,
    mapping: Arc<Mapping>,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Drop(Box<FileDrop>),
    Exchange(Box<Exchange>),
}

/// A file that records come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Its name.
    pub name: String,
    /// SHA-256 of its content, 64 hex digits.
    pub digest: String,
    /// Whether it holds every record there is: only after such a one can a record be missed.
    pub extent: Extent,
    /// Whether it has been read to its end.
    pub is_whole: bool,
}

impl Carried {
    /// Opens the way that the settings name; nothing for the system's own interface.
    pub(crate) fn open(
        ways: Ways<'_>,
        streams: &[Stream],
        opening: impl FnOnce() -> Opening,
    ) -> Result<Option<Self>, Failure> {
        if let (Some(_), Some(_)) = (ways.drop, ways.exchange) {
            return Err(Failure::config(
                "both `drop` and `exchange` are set: keep the table of the way that records come",
            ));
        }
        if ways.drop.is_none() && ways.exchange.is_none() {
            return match ways.layout_file {
                None => Ok(None),
                Some(_) => Err(Failure::config(
                    "`layout_file` is set, which only `drop` and `exchange` use: add the table of one",
                )),
            };
        }
        if !ways.base_url.is_empty() {
            return Err(Failure::config(
                "`base_url` is set beside `drop` or `exchange`: keep the one by which records come",
            ));
        }
        let opening = opening();
        let mapping = Arc::clone(&opening.mapping);
        let layout = layout::load(&opening.system, ways.layout_file, ways.shipped, &mapping)?;
        let streams = streams.iter().filter(|one| layout.stream(one).is_some());
        let streams = streams.cloned().collect();
        let way = match (ways.drop, ways.exchange) {
            (Some(config), _) => Way::Drop(Box::new(FileDrop::open(config, opening, layout)?)),
            (_, Some(config)) => Way::Exchange(Box::new(Exchange::open(config, opening, layout)?)),
            (None, None) => return Ok(None),
        };
        Ok(Some(Self {
            streams,
            mapping,
            way,
        }))
    }

    pub(crate) fn streams(&self) -> &[Stream] {
        &self.streams
    }

    pub(crate) async fn check(&self) -> Result<CheckReport, Failure> {
        match &self.way {
            Way::Drop(drop) => drop.check().await,
            Way::Exchange(exchange) => exchange.check().await,
        }
    }

    pub(crate) async fn pull(
        &self,
        stream: &Stream,
        from: Option<&Cursor>,
    ) -> Result<Page, Failure> {
        match &self.way {
            Way::Drop(drop) => drop.pull(stream, from).await,
            Way::Exchange(exchange) => exchange.pull(stream, from).await,
        }
    }

    pub(crate) async fn kept(&self, stream: &Stream, kept: &Cursor) -> Result<(), Failure> {
        match &self.way {
            Way::Drop(drop) => drop.kept(stream, kept).await,
            Way::Exchange(exchange) => exchange.kept(stream, kept).await,
        }
    }

    /// Maps as the mapping does, and says of a record that is not understood where it stood.
    pub(crate) fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        let mapped = self.mapping.map(stream, body);
        mapped.map_err(|error| self.placed(stream, body, error))
    }

    /// The same error, with where the record stood.
    pub(crate) fn placed(&self, stream: &Stream, body: &str, error: RecordError) -> RecordError {
        match &self.way {
            Way::Drop(drop) => drop.tell(stream, body, error),
            Way::Exchange(exchange) => exchange.tell(stream, body, error),
        }
    }

    pub(crate) fn delivered(&self, stream: &Stream, cursor: &Cursor) -> Option<Delivered> {
        match &self.way {
            Way::Drop(drop) => drop.delivered(stream, cursor),
            Way::Exchange(_) => None,
        }
    }

    /// The exchange database, where hand-overs can be laid in it.
    pub(crate) fn outbox(&self) -> Option<&Exchange> {
        match &self.way {
            Way::Drop(_) => None,
            Way::Exchange(exchange) => Some(exchange)
                .filter(|one| one.takes_hand_overs())
                .map(|one| &**one),
        }
    }

    pub(crate) fn breaker(&self) -> &Breaker {
        match &self.way {
            Way::Drop(drop) => drop.breaker(),
            Way::Exchange(exchange) => exchange.breaker(),
        }
    }
}
