use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use shuniu_hub::connectors::Clock;
use shuniu_hub::connectors::contract::System;
use shuniu_hub::connectors::egress::{Channel, ChannelSettings, Request};
use shuniu_hub::connectors::sandbox::{KNOWN, SandboxHandle, SandboxOptions, access, start_known};
use shuniu_hub::connectors::seed::World;

use super::folder::{Folder, write_secret};
use super::place::{PLACES, Place};
use crate::config::{ConnectorInstance, InstanceHead};

/// The outside systems of the demo, as they run: all five in every place.
#[derive(Debug)]
pub(super) struct Sandboxes {
    running: Vec<(ConnectorInstance, SandboxHandle)>,
    /// Records they hold by the seed.
    pub(super) seeded: u64,
}

impl Sandboxes {
    /// Starts those of every place; each keeps its state in a file of its own.
    pub(super) async fn start(
        folder: &Folder,
        world: &World,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self> {
        let mut all = Self {
            running: Vec::new(),
            seeded: 0,
        };
        for place in &PLACES {
            let world = world.within(place.region);
            for system in KNOWN {
                let records = world.of_system(&system);
                all.seeded += records.values().map(|some| some.len() as u64).sum::<u64>();
                let id = format!("{}-{system}", place.key);
                let options = SandboxOptions {
                    data: Some(folder.sandbox(&id)),
                    records,
                    clock: Arc::clone(clock),
                    places: Vec::new(),
                };
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
                let handle = start_known(&system, address, options).await?;
                let handle = handle.with_context(|| format!("{system} has no sandbox"))?;
                let instance = instance(folder, place, &system, id, handle.url())?;
                all.running.push((instance, handle));
            }
        }
        Ok(all)
    }

    /// How the hub reaches them.
    pub(super) fn instances(&self) -> Vec<ConnectorInstance> {
        self.running.iter().map(|(one, _)| one.clone()).collect()
    }

    /// Has every asset cloud decide on cards after so many questions, 0 as they are handed in.
    pub(super) async fn decide_cards_after(
        &self,
        questions: u64,
        clock: &Arc<dyn Clock>,
    ) -> Result<()> {
        let clouds = self.running.iter();
        for (instance, handle) in
            clouds.filter(|(one, _)| one.head.system == System::ASSET_CLOUD.as_str())
        {
            let settings = ChannelSettings {
                allow_private: true,
                ..ChannelSettings::default()
            };
            let control = Channel::new("control", handle.url(), settings, Arc::clone(clock))?;
            let body = json!({"decide_after_questions": questions});
            let body = body.to_string().into_bytes();
            let request = Request::put("_sandbox/settings", "application/json", body);
            let answer = control.send(&request).await?;
            let id = &instance.head.id;
            ensure!(
                answer.is_success(),
                "the sandbox {id} answers {}",
                answer.status
            );
        }
        Ok(())
    }

    /// Ends them.
    pub(super) async fn end(self) {
        for (_, handle) in self.running {
            handle.shutdown().await;
        }
    }
}

/// The settings of a connector, its secrets in files that only their owner may read.
fn instance(
    folder: &Folder,
    place: &Place,
    system: &System,
    id: String,
    url: &str,
) -> Result<ConnectorInstance> {
    let access = access(system);
    let mut settings = Map::new();
    for (key, value) in access.settings {
        settings.insert(key.to_owned(), Value::String(value));
    }
    for secret in access.secrets {
        let path = folder.secret(secret.name);
        write_secret(&path, &format!("{}\n", secret.text.expose()))?;
        settings.insert(secret.key.to_owned(), json!(path));
    }
    let head = InstanceHead {
        id,
        system: system.as_str().to_owned(),
        jurisdiction: place.region.to_owned(),
        base_url: url.to_owned(),
        enabled: true,
        ..InstanceHead::default()
    };
    Ok(ConnectorInstance { head, settings })
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
        let count = |world: &World, system: &System| -> usize {
            world.of_system(system).values().map(Vec::len).sum()
        };
        for system in KNOWN {
            let parts = PLACES
                .iter()
                .map(|place| count(&world.within(place.region), &system));
            assert_eq!(parts.sum::<usize>(), count(&world, &system), "{system}");
        }
    }
}
