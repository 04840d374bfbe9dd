//! The systems that an instance can be of: their own settings, and how they are opened.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use shuniu_hub::connectors::contract::{Connector, Stream};
use shuniu_hub::connectors::{
    Clock, Failure, asset_cloud, data_sharing, investment_approval, municipal_projects,
    trading_centre,
};
use toml::{Spanned, de::DeTable};

/// A connector, or the setting that keeps it from working.
pub type Connected = Result<Arc<dyn Connector>, Failure>;

/// A system that has a connector.
#[derive(Clone, Copy, Debug)]
pub struct SystemKind {
    /// The name, as `system` has it.
    pub name: &'static str,
    /// The mapping that is shipped for it.
    pub mapping: &'static str,
    /// Its streams.
    pub streams: fn() -> Vec<Stream>,
    /// The keys of its settings, as a tree of their defaults.
    pub keys: fn() -> Value,
    /// Its settings in full, with secrets masked.
    pub shown: fn(Value) -> Result<Value, Failure>,
    /// Opens the connector; nothing is sent yet.
    pub open: fn(Value, Arc<dyn Clock>) -> Connected,
    /// Reads its settings strictly, for errors with a place.
    pub(super) read: for<'a> fn(Spanned<DeTable<'a>>) -> Result<(), toml::de::Error>,
}

macro_rules! systems {
    ($($module:ident: $connector:ident, $config:ident;)*) => {
        /// Every system that has a connector.
        pub const SYSTEMS: &[SystemKind] = &[$(SystemKind {
            name: stringify!($module),
            mapping: $module::MAPPING,
            streams: || $module::$connector::STREAMS.to_vec(),
            keys: keys::<$module::$config>,
            shown: |settings| shown(&typed::<$module::$config>(settings)?),
            open: |settings, clock| {
                let settings = typed::<$module::$config>(settings)?;
                Ok(Arc::new($module::$connector::new(&settings, clock)?))
            },
            read: read::<$module::$config>,
        },)*];
    };
}

// A further system is a further line: its folder, its connector, its settings.
systems! {
    investment_approval: InvestmentApproval, InvestmentApprovalConfig;
    trading_centre: TradingCentre, TradingCentreConfig;
    municipal_projects: MunicipalProjects, MunicipalProjectsConfig;
    asset_cloud: AssetCloud, AssetCloudConfig;
    data_sharing: DataSharing, DataSharingConfig;
}

impl SystemKind {
    /// The system of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<&'static Self> {
        SYSTEMS.iter().find(|kind| kind.name == name)
    }

    /// The names, for messages.
    #[must_use]
    pub fn names() -> String {
        let names: Vec<_> = SYSTEMS.iter().map(|kind| kind.name).collect();
        names.join(", ")
    }
}

fn keys<T: Default + Serialize>() -> Value {
    serde_json::to_value(T::default()).expect("settings are plain data with text keys")
}

fn typed<T: DeserializeOwned>(settings: Value) -> Result<T, Failure> {
    serde_json::from_value(settings).map_err(|error| Failure::config(error.to_string()))
}

fn shown<T: Serialize>(settings: &T) -> Result<Value, Failure> {
    serde_json::to_value(settings).map_err(|error| Failure::config(error.to_string()))
}

fn read<T: DeserializeOwned>(table: Spanned<DeTable<'_>>) -> Result<(), toml::de::Error> {
    T::deserialize(toml::Deserializer::from(table)).map(|_| ())
}
