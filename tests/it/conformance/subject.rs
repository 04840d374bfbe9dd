use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use shuniu_api::config::SystemKind;
use shuniu_connectors::contract::{Connector, System};
use shuniu_connectors::preview::SHIPPED;
use shuniu_connectors::sandbox::KNOWN;
use shuniu_connectors::{Clock, Failure};
use shuniu_hub::clock::ManualClock;
use shuniu_tests::Engine;

use super::over::{Deliveries, Interface};

/// Records of streams, by their names.
pub(crate) type Records = BTreeMap<String, Vec<Value>>;

/// How records come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    /// Requests to the system's own interface.
    Interface,
    /// Files in a folder.
    Files,
    /// Rows of an exchange database that are marked when they were taken.
    MarkedRows,
    /// Rows of an exchange database that nobody may write to.
    ReadRows,
}

impl Transport {
    /// All of them.
    pub(crate) const ALL: &[Self] = &[
        Self::Interface,
        Self::Files,
        Self::MarkedRows,
        Self::ReadRows,
    ];
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Interface => "its interface",
            Self::Files => "files",
            Self::MarkedRows => "rows that are marked",
            Self::ReadRows => "rows that are only read",
        })
    }
}

/// What is held against the kit: one connector over one transport.
#[async_trait]
pub(crate) trait Subject: fmt::Display + Send + Sync {
    /// The system of the connector.
    fn system(&self) -> System;

    /// How its records come.
    fn transport(&self) -> Transport;

    /// Starts the other side with records, at the instant of the clock. A database of its own runs
    /// on the engine.
    async fn start(&self, engine: Engine, records: &Records, clock: &ManualClock) -> Box<dyn Side>;
}

/// The other side: it holds records, and fails as it is told.
#[async_trait]
pub(crate) trait Side: Send + Sync {
    /// What the settings of an instance say, with so many records on a page.
    fn settings(&self) -> Value;

    /// Its clock.
    fn clock(&self) -> Arc<dyn Clock>;

    /// Lets time pass there.
    fn advance(&self, by: Duration);

    /// Further records, or others in the place of those with their ids; in the order given.
    async fn brings(&self, records: &Records);

    /// These records and nothing else; only where a system can be asked for all it holds.
    async fn holds(&self, records: &Records);

    /// The same, with a field that nobody knows of.
    async fn widens(&self, records: &Records);

    /// Fails as `PUT /_sandbox/faults` says; only where there are requests.
    async fn faults(&self, faults: Value);

    /// Requests that were answered; nothing where there are none.
    async fn requests(&self) -> Option<u64>;

    /// Decides on everything that was handed over.
    async fn decides(&self);

    /// How many hand-overs arrived.
    async fn received(&self) -> u64;

    /// Another delivery of records that is broken, as a half of it, or one with other rows than it
    /// states; what it is called. Nothing where nothing is delivered.
    async fn breaks(&self, records: &Records) -> Vec<&'static str>;

    /// Puts the delivery right that it broke.
    async fn mends(&self, records: &Records);

    /// Whatever it keeps of what was taken from it, such as flags and archived files.
    async fn traces(&self) -> Vec<String>;

    /// Ends it.
    async fn end(self: Box<Self>);
}

/// Opens a connector from settings as a new process does, with further ones in their place.
pub(crate) fn open(
    system: &System,
    side: &dyn Side,
    further: &[(&str, Value)],
) -> Result<Arc<dyn Connector>, Failure> {
    let mut settings = side.settings();
    for (pointer, value) in further {
        set(&mut settings, pointer, value.clone());
    }
    let kind = SystemKind::of(system.as_str()).expect("a subject has a connector");
    (kind.open)(settings, side.clock())
}

/// Sets `a.b` within settings.
pub(crate) fn set(settings: &mut Value, path: &str, value: Value) {
    let mut place = settings;
    for key in path.split('.') {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[key];
    }
    *place = value;
}

/// One connector over one transport.
#[derive(Clone, Debug)]
pub(crate) struct Shipped {
    system: System,
    transport: Transport,
}

/// Every connector that the transport carries, by the lists that the product keeps.
pub(super) fn subjects(transport: Transport) -> Vec<Shipped> {
    let has_layout = |system: &System| {
        let mut shipped = SHIPPED.iter();
        shipped.any(|one| one.name == system.as_str() && one.layout.is_some())
    };
    let carried = |system: &System| transport == Transport::Interface || has_layout(system);
    let systems = KNOWN.into_iter().filter(carried);
    let subject = |system| Shipped { system, transport };
    systems.map(subject).collect()
}

impl fmt::Display for Shipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} over {}", self.system, self.transport)
    }
}

#[async_trait]
impl Subject for Shipped {
    fn system(&self) -> System {
        self.system.clone()
    }

    fn transport(&self) -> Transport {
        self.transport
    }

    async fn start(&self, engine: Engine, records: &Records, clock: &ManualClock) -> Box<dyn Side> {
        let system = &self.system;
        match self.transport {
            Transport::Interface => Box::new(Interface::start(system, records, clock).await),
            by => Box::new(Deliveries::start(system, by, engine, records, clock).await),
        }
    }
}
