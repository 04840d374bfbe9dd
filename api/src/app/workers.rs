use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use shuniu_hub::content::Swept;
use shuniu_hub::policy::RegionCode;
use shuniu_hub::{Hub, Round};
use tokio::task::JoinSet;

use super::read::read;
use crate::config::Config;
use crate::server::Lifecycle;

/// How often the workers look for something to do, besides reading the outside systems.
#[derive(Clone, Debug)]
pub struct Workers {
    reassess: Duration,
    deliver: Duration,
    sweep: Duration,
}

impl Workers {
    /// As the settings say.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            reassess: Duration::from_secs(config.sync.reassess_interval_s),
            deliver: Duration::from_secs(config.sync.deliver_interval_s),
            sweep: Duration::from_secs(config.documents.sweep_interval_s),
        }
    }
}

/// Syncs, reassesses and delivers until the server shuts down. What fails is logged and tried
/// again; one outside system that is down holds up no other.
pub async fn run_workers(hub: Hub, workers: Workers, lifecycle: Lifecycle) {
    let mut tasks = JoinSet::new();
    for source in hub.sources() {
        tasks.spawn(read(hub.clone(), source, lifecycle.clone()));
    }
    tasks.spawn(reassess(hub.clone(), workers.reassess, lifecycle.clone()));
    tasks.spawn(sweep(hub.clone(), workers.sweep, lifecycle.clone()));
    tasks.spawn(deliver(hub, workers.deliver, lifecycle));
    while tasks.join_next().await.is_some() {}
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
            match hub.index_likeness(place.id).await {
                Ok(0) => {}
                Ok(projects) => {
                    tracing::info!(place = %place.setup.region, projects, "likeness indexed");
                }
                Err(error) => {
                    tracing::warn!(place = %place.setup.region, %error, "indexing likeness failed");
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
pub(super) async fn pause(lifecycle: &Lifecycle, every: Duration) {
    let mut draining = lifecycle.draining();
    tokio::select! {
        () = tokio::time::sleep(every) => {}
        () = draining.wait() => {}
    }
}
