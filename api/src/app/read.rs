//! Reads the outside systems when they are due.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use shuniu_hub::Hub;
use shuniu_hub::sync::{Counts, Due, Progress, Source, Stop, SyncError, Trouble};

use super::workers::pause;
use crate::server::Lifecycle;

/// The longest time between two looks at what is due: another worker may have read it, and
/// somebody may have paused the system or had it go on.
const LOOK: Duration = Duration::from_secs(30);

/// How long a walk that failed is left alone.
const TIRED: Duration = Duration::from_secs(60);

/// The shortest, so that a run that ends at once is not begun without end.
const REST: Duration = Duration::from_millis(200);

/// A sync stops at the end of a page once the server shuts down.
impl Progress for Lifecycle {
    fn page(&self, _: &str, _: &str, _: &Counts) {}

    fn stops(&self) -> bool {
        self.is_draining()
    }
}

/// Reads one system until the server shuts down.
pub(super) async fn read(hub: Hub, source: Source, lifecycle: Lifecycle) {
    let system = source.connector.system();
    let mut tired_until = Instant::now();
    while !lifecycle.is_draining() {
        let rest = match hub.agenda(&source).await {
            Ok(agenda) if agenda.due.is_empty() => {
                let went_on = walk(&hub, &source, &lifecycle, &mut tired_until).await;
                if went_on {
                    REST
                } else {
                    until(&hub, agenda.next)
                }
            }
            Ok(agenda) => {
                let mut trouble = Trouble::default();
                for due in &agenda.due {
                    let failed = run(&hub, &source, due, &lifecycle).await.err();
                    let goes_on = failed.is_none_or(|error| trouble.leaves_others(&error));
                    if !goes_on || lifecycle.is_draining() {
                        break;
                    }
                }
                match hub.agenda(&source).await {
                    Ok(after) => {
                        let next = after.look_again(&agenda.due, hub.clock().now());
                        until(&hub, next)
                    }
                    Err(_) => LOOK,
                }
            }
            Err(error) => {
                tracing::warn!(%system, %error, "what is due could not be told");
                LOOK
            }
        };
        pause(&lifecycle, rest.clamp(REST, LOOK)).await;
    }
}

/// How long to rest until then; a while, where nothing says until when.
fn until(hub: &Hub, next: Option<DateTime<Utc>>) -> Duration {
    let next = next.map(|next| next - hub.clock().now());
    next.map_or(LOOK, |next| next.to_std().unwrap_or(REST))
}

/// Goes on with the walks through a system, unless one failed a while ago. Gives whether there is
/// more to be done at once.
async fn walk(
    hub: &Hub,
    source: &Source,
    lifecycle: &Lifecycle,
    tired_until: &mut Instant,
) -> bool {
    if Instant::now() < *tired_until || lifecycle.is_draining() {
        return false;
    }
    let system = source.connector.system();
    let sweeps = match hub.sweeps(source).await {
        Ok(sweeps) => sweeps,
        Err(error) => {
            tracing::warn!(%system, %error, "the walks under way could not be told");
            Vec::new()
        }
    };
    compare(hub, source, lifecycle, tired_until).await;
    for sweep in &sweeps {
        let (stream, kind) = (sweep.stream.as_str(), sweep.kind.as_str());
        match hub.go_on(source, sweep, lifecycle).await {
            Ok(counts) => tracing::info!(%system, stream, kind, ?counts, "walked through"),
            Err(SyncError::Interrupted { stop, .. }) => {
                tracing::debug!(%system, stream, kind, %stop, "stopped on the way");
                return stop == Stop::GivesWay;
            }
            Err(SyncError::Busy { .. } | SyncError::NotNow { .. }) => {}
            Err(error) => {
                tracing::warn!(%system, stream, kind, %error, "a walk did not go on");
                *tired_until = Instant::now() + TIRED;
            }
        }
    }
    false
}

/// Goes on with the comparison of what was handed over.
async fn compare(hub: &Hub, source: &Source, lifecycle: &Lifecycle, tired_until: &mut Instant) {
    let system = source.connector.system();
    let open = match hub.hand_over_comparisons(source).await {
        Ok(open) => open,
        Err(error) => {
            tracing::warn!(%system, %error, "what to compare could not be told");
            return;
        }
    };
    for comparison in &open {
        match hub.compare_hand_overs(source, comparison, lifecycle).await {
            Ok(done) => tracing::info!(
                %system, state = done.state, listed = done.listed, same = done.same,
                settled = done.settled, differing = done.differing, not_here = done.not_here,
                missing_there = done.missing_there, "what was handed over was compared"
            ),
            Err(SyncError::Interrupted { stop, .. }) => {
                tracing::debug!(%system, %stop, "a comparison stopped on the way");
            }
            Err(SyncError::Busy { .. } | SyncError::NotNow { .. }) => {}
            Err(error) => {
                tracing::warn!(%system, %error, "what was handed over was not compared");
                *tired_until = Instant::now() + TIRED;
            }
        }
    }
}

/// Reads a stream that is due. That another worker reads it is no failure.
async fn run(
    hub: &Hub,
    source: &Source,
    due: &Due,
    lifecycle: &Lifecycle,
) -> Result<(), SyncError> {
    let (system, stream) = (source.connector.system(), due.stream.as_str());
    let outcome = match hub.begin_due(source, due).await {
        Ok(run) => run.read(false, lifecycle).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(report) if report.counts.received > report.counts.unchanged => {
            tracing::info!(%system, stream, counts = ?report.counts, "synced");
            Ok(())
        }
        Ok(report) => {
            // With each look at a system that is quiet.
            tracing::debug!(%system, stream, counts = ?report.counts, "synced");
            Ok(())
        }
        Err(stopped @ (SyncError::Interrupted { .. } | SyncError::NotNow { .. })) => {
            tracing::info!(%system, stream, %stopped, "not read to its end");
            Err(stopped)
        }
        Err(SyncError::Busy { .. }) => {
            tracing::debug!(%system, stream, "another worker reads it");
            Ok(())
        }
        Err(error) => {
            tracing::warn!(%system, stream, %error, "sync failed");
            Err(error)
        }
    }
}
