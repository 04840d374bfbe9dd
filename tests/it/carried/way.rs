use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_api::config::SystemKind;
use shuniu_connectors::contract::{Connector, System};
use shuniu_connectors::transport::sandbox::{deliver, fill};
use shuniu_connectors::{ManualClock, preview};
use shuniu_tests::{Engine, TestDb};

/// Records of streams, by their names.
pub(super) type Records = BTreeMap<String, Vec<Value>>;

/// How records come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Files,
    Marked,
    ReadOnly,
}

/// All of them.
pub(super) const WAYS: [Way; 3] = [Way::Files, Way::Marked, Way::ReadOnly];

/// A system that has delivered its records, by one way.
pub(super) struct Delivered {
    pub(super) system: System,
    pub(super) way: Way,
    pub(super) clock: Arc<ManualClock>,
    folder: PathBuf,
    /// The exchange database, or whatever goes with the folder.
    pub(super) outside: TestDb,
}

impl Delivered {
    /// Delivers the records by a way; an exchange database runs on the engine.
    pub(super) async fn of(
        system: &System,
        way: Way,
        records: &Records,
        engine: Engine,
        today: &shuniu_hub::clock::ManualClock,
    ) -> Self {
        use shuniu_hub::clock::Clock as _;
        let layout = preview::layout(system.as_str(), None, None).unwrap();
        let outside = TestDb::empty(engine).await.unwrap();
        let now = today.now();
        let folder = outside.folder().join("in");
        match way {
            Way::Files => {
                deliver(&folder, &layout, records, now, &[]).unwrap();
            }
            _ => {
                let batch = ("20260630-001", now);
                fill(outside.url(), &layout, records, batch, &[])
                    .await
                    .unwrap();
            }
        }
        Self {
            system: system.clone(),
            way,
            clock: Arc::new(ManualClock::new(now)),
            folder,
            outside,
        }
    }

    /// Opens the connector from settings as the product does, and as a new process does.
    pub(super) fn connector(&self) -> Arc<dyn Connector> {
        self.connector_with(&json!({}))
    }

    /// The same, with further settings of the exchange database.
    pub(super) fn connector_with(&self, further: &Value) -> Arc<dyn Connector> {
        let mut settings = json!({ "page_size": 20 });
        match self.way {
            Way::Files => settings["drop"] = json!({ "folder": self.folder, "ready": "marker" }),
            way => {
                let url = self.outside.url();
                settings["exchange"] = json!({ "url": url, "read_only": way == Way::ReadOnly });
                settings["http"] = json!({ "attempts": 1 });
            }
        }
        if let Some(further) = further.as_object() {
            for (key, value) in further {
                match settings[key].as_object_mut() {
                    Some(table) => table.extend(value.as_object().cloned().unwrap_or_default()),
                    None => settings[key] = value.clone(),
                }
            }
        }
        let kind = SystemKind::of(self.system.as_str()).unwrap();
        (kind.open)(settings, self.clock.clone()).unwrap()
    }
}
