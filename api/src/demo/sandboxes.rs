use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Result;
use serde_json::{Map, Value, json};
use shuniu_hub::connectors::sandbox::{SandboxHandle, SandboxOptions};
use shuniu_hub::connectors::seed::World;
use shuniu_hub::connectors::{Clock, Secret, investment_approval, trading_centre};

use super::folder::Folder;
use super::place::{PLACES, Place};
use crate::config::{ConnectorInstance, InstanceHead};

/// The outside systems of the demo, as they run.
#[derive(Debug)]
pub(super) struct Sandboxes {
    running: Vec<(ConnectorInstance, SandboxHandle)>,
    /// Records they hold by the seed.
    pub(super) seeded: u64,
}

/// Who the hub is at the approval platforms.
const REQUESTER: &str = "shuniu";

impl Sandboxes {
    /// Starts those of every place; each keeps its state in a file of its own.
    pub(super) async fn start(
        folder: &Folder,
        world: &World,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self> {
        let key = folder.approval_secret()?;
        let mut all = Self {
            running: Vec::new(),
            seeded: 0,
        };
        for place in &PLACES {
            for system in ["investment_approval", "trading_centre"] {
                let records = part(world, system, place);
                all.seeded += records.values().map(|some| some.len() as u64).sum::<u64>();
                let id = format!("{}-{system}", place.key);
                let options = SandboxOptions {
                    data: Some(folder.sandbox(&id)),
                    records,
                    clock: Arc::clone(clock),
                };
                let handle = run(system, options, &key).await?;
                let approval = system == "investment_approval";
                let head = InstanceHead {
                    id,
                    system: system.to_owned(),
                    jurisdiction: place.region.to_owned(),
                    base_url: handle.url().to_owned(),
                    enabled: true,
                    ..InstanceHead::default()
                };
                let mut settings = Map::new();
                if approval {
                    settings.insert("requester_id".to_owned(), REQUESTER.into());
                    settings.insert("secret_file".to_owned(), json!(folder.approval_key()));
                }
                let instance = ConnectorInstance { head, settings };
                all.running.push((instance, handle));
            }
        }
        Ok(all)
    }

    /// How the hub reaches them.
    pub(super) fn instances(&self) -> Vec<ConnectorInstance> {
        self.running.iter().map(|(one, _)| one.clone()).collect()
    }

    /// Ends them.
    pub(super) async fn end(self) {
        for (_, handle) in self.running {
            handle.shutdown().await;
        }
    }
}

async fn run(system: &str, options: SandboxOptions, key: &str) -> Result<SandboxHandle> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Ok(if system == "investment_approval" {
        let credentials = investment_approval::sandbox::Credentials {
            requester_id: REQUESTER.to_owned(),
            app_key: Secret::new(key),
        };
        investment_approval::sandbox::start(address, options, credentials).await?
    } else {
        trading_centre::sandbox::start(address, options).await?
    })
}

/// What a system of a place knows of the world.
fn part(world: &World, system: &str, place: &Place) -> BTreeMap<String, Vec<Value>> {
    let (mut records, field) = if system == "investment_approval" {
        (world.investment_approval(), "regionCode")
    } else {
        (world.trading_centre(), "REGION_CODE")
    };
    for stream in records.values_mut() {
        stream.retain(|record| record[field] == place.region);
    }
    records
}

#[cfg(test)]
mod tests {
    use shuniu_hub::connectors::seed::{SeedOptions, generate};

    use super::*;

    #[test]
    fn every_record_of_the_world_has_its_place() {
        let world = generate(SeedOptions {
            projects: 60,
            ..SeedOptions::default()
        });
        let count = |records: BTreeMap<String, Vec<Value>>| -> usize {
            records.values().map(Vec::len).sum()
        };
        for (system, all) in [
            ("investment_approval", world.investment_approval()),
            ("trading_centre", world.trading_centre()),
        ] {
            let parts = PLACES
                .iter()
                .map(|place| count(part(&world, system, place)));
            assert_eq!(parts.sum::<usize>(), count(all), "{system}");
        }
    }
}
