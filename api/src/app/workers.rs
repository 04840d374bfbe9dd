use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use shuniu_hub::content::Swept;
use shuniu_hub::policy::RegionCode;
use shuniu_hub::sync::{Counts, Progress, Source, SyncError};
use shuniu_hub::{Hub, Round};
use tokio::task::JoinSet;

use crate::config::Config;
use crate::server::Lifecycle;

/// How often the workers look for something to do.
#[derive(Clone, Debug)]
pub struct Workers {
    sync: Duration,
    /// By system and region.
    own: BTreeMap<(String, String), Duration>,
    reassess: Duration,
    deliver: Duration,
    sweep: Duration,
}

impl Workers {
    /// As the settings say.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let own = config.connectors.instances.iter().filter_map(|one| {
            let every = Duration::from_secs(one.interval_s?);
            Some(((one.system.clone(), one.jurisdiction.clone()), every))
        });
        Self {
            sync: Duration::from_secs(config.sync.interval_s),
            own: own.collect(),
            reassess: Duration::from_secs(config.sync.reassess_interval_s),
            deliver: Duration::from_secs(config.sync.deliver_interval_s),
            sweep: Duration::from_secs(config.documents.sweep_interval_s),
        }
    }
}

/// A sync stops at the end of a page once the server shuts down.
impl Progress for Lifecycle {
    fn page(&self, _: &str, _: &str, _: &Counts) {}

    fn stops(&self) -> bool {
        self.is_draining()
    }
}

/// Syncs, reassesses and delivers until the server shuts down. What fails is logged and tried
/// again; one outside system that is down holds up no other.
pub async fn run_workers(hub: Hub, workers: Workers, lifecycle: Lifecycle) {
    let mut tasks = JoinSet::new();
    for source in hub.sources() {
        let region = region_of(&hub, &source);
        let key = (source.connector.system().as_str().to_owned(), region);
        let every = workers.own.get(&key).copied().unwrap_or(workers.sync);
        tasks.spawn(sync_one(hub.clone(), source, every, lifecycle.clone()));
    }
    tasks.spawn(reassess(hub.clone(), workers.reassess, lifecycle.clone()));
    tasks.spawn(sweep(hub.clone(), workers.sweep, lifecycle.clone()));
    tasks.spawn(deliver(hub, workers.deliver, lifecycle));
    while tasks.join_next().await.is_some() {}
}

fn region_of(hub: &Hub, source: &Source) -> String {
    let known = hub.known_jurisdictions();
    let place = known.iter().find(|one| one.id == source.jurisdiction);
    place
        .map(|one| one.setup.region.as_str().to_owned())
        .unwrap_or_default()
}

async fn sync_one(hub: Hub, source: Source, every: Duration, lifecycle: Lifecycle) {
    let system = source.connector.system();
    while !lifecycle.is_draining() {
        for stream in source.connector.streams() {
            match hub.sync_stream(&source, stream, false, &lifecycle).await {
                Ok(report) if report.counts.received > report.counts.unchanged => {
                    tracing::info!(%system, stream = stream.as_str(), counts = ?report.counts, "synced");
                }
                Ok(_) => {}
                Err(SyncError::Interrupted { .. }) => return,
                Err(SyncError::Busy { .. }) => {
                    tracing::debug!(%system, stream = stream.as_str(), "another worker reads it");
                }
                Err(error) => {
                    tracing::warn!(%system, stream = stream.as_str(), %error, "sync failed");
                    break;
                }
            }
            if lifecycle.is_draining() {
                return;
            }
        }
        pause(&lifecycle, every).await;
    }
}

/// So many projects are assessed between two lines of the log.
const TOLD_EVERY: u64 = 5_000;

/// A round of the background: told in the log while it lasts, and stopped at the end of a page once
/// the server shuts down.
struct Watched<'a> {
    place: RegionCode,
    lifecycle: &'a Lifecycle,
    told: AtomicU64,
}

impl<'a> Watched<'a> {
    fn new(place: RegionCode, lifecycle: &'a Lifecycle) -> Self {
        Self {
            place,
            lifecycle,
            told: AtomicU64::new(0),
        }
    }
}

impl Round for Watched<'_> {
    fn assessed(&self, done: u64, due: u64) {
        let step = done / TOLD_EVERY;
        if self.told.swap(step, Ordering::Relaxed) < step {
            tracing::info!(place = %self.place, done, due, "reassessing");
        }
    }

    fn stops(&self) -> bool {
        self.lifecycle.is_draining()
    }
}

async fn reassess(hub: Hub, every: Duration, lifecycle: Lifecycle) {
    while !lifecycle.is_draining() {
        for place in hub.known_jurisdictions().iter() {
            if lifecycle.is_draining() {
                return;
            }
            match hub.index_names(place.id).await {
                Ok(0) => {}
                Ok(projects) => {
                    tracing::info!(place = %place.setup.region, projects, "names indexed");
                }
                Err(error) => {
                    tracing::warn!(place = %place.setup.region, %error, "indexing names failed");
                }
            }
            let round = Watched::new(place.setup.region, &lifecycle);
            match hub.reassess_due(place.id, &round).await {
                Ok(0) => {}
                Ok(projects) => tracing::info!(place = %place.setup.region, projects, "reassessed"),
                Err(error) => {
                    tracing::warn!(place = %place.setup.region, %error, "reassessment failed");
                }
            }
        }
        pause(&lifecycle, every).await;
    }
}

async fn sweep(hub: Hub, every: Duration, lifecycle: Lifecycle) {
    while !lifecycle.is_draining() {
        match hub.sweep_contents().await {
            Ok(swept) if swept == Swept::default() => {}
            Ok(Swept { uploads, contents }) => {
                tracing::info!(uploads, contents, "removed what no document holds");
            }
            Err(error) => tracing::warn!(%error, "sweeping the document store failed"),
        }
        pause(&lifecycle, every).await;
    }
}

async fn deliver(hub: Hub, every: Duration, lifecycle: Lifecycle) {
    while !lifecycle.is_draining() {
        match hub.deliver_due().await {
            Ok(delivered) => {
                for one in delivered {
                    tracing::info!(delivery = %one.id, state = one.state, "delivered");
                }
            }
            Err(error) => tracing::warn!(%error, "delivery failed"),
        }
        pause(&lifecycle, every).await;
    }
}

/// Waits for the next round, or for the end.
async fn pause(lifecycle: &Lifecycle, every: Duration) {
    let mut draining = lifecycle.draining();
    tokio::select! {
        () = tokio::time::sleep(every) => {}
        () = draining.wait() => {}
    }
}
