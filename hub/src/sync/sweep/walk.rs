use shuniu_connectors::contract::{Cursor, Page, Stream};
use shuniu_entities::{Scope, sync_sweep};

use super::note::{Walk, room};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::sync::attach::Source;
use crate::sync::flood::{Tide, Watch};
use crate::sync::land::{Land, RunHold};
use crate::sync::lease::{Ended, Taking};
use crate::sync::report::{Counts, Progress, Stop, SyncError};
use crate::sync::run::Run;

impl Hub {
    /// Goes on with a walk until it is complete, is held for a person to decide, or something has to
    /// go first: then [`SyncError::Interrupted`] says what.
    ///
    /// # Errors
    ///
    /// [`SyncError`]; the walk stands behind the last committed page, and goes on there.
    pub async fn go_on(
        &self,
        source: &Source,
        sweep: &sync_sweep::Model,
        progress: &dyn Progress,
    ) -> Result<Counts, SyncError> {
        let stream = Stream::new(sweep.stream.clone());
        let floods = self.heed_floods(source).await?;
        if floods.iter().any(|(one, _)| *one == sweep.stream) {
            return Err(SyncError::Interrupted {
                system: source.connector.system().as_str().to_owned(),
                stream: sweep.stream.clone(),
                stop: Stop::Flooded,
            });
        }
        let run = self.begin_as(source, &stream, Taking::Sweep).await?;
        let outcome = run.walk(sweep, progress).await;
        run.report(&outcome, Ended::Beside).await?;
        let told = match &outcome {
            Err(SyncError::Outside { failure, .. }) => Some(failure.to_string()),
            Err(SyncError::Flooded { flood, .. }) => Some(flood.to_string()),
            _ => None,
        };
        if let Some(told) = told {
            run.transact(
                "sweep_failed",
                &super::settle::Failed {
                    sweep: sweep.id,
                    told,
                },
            )
            .await?;
        }
        outcome
    }
}

impl Run {
    async fn walk(
        &self,
        sweep: &sync_sweep::Model,
        progress: &dyn Progress,
    ) -> Result<Counts, SyncError> {
        let mut counts = Counts::default();
        // Another worker may have gone on with it since it was looked up.
        let Some(mut row) = self.find(sweep).await? else {
            return Ok(counts);
        };
        if row.state == "running" {
            self.probe(progress).await?;
            let mut watch = self.watch();
            loop {
                let (complete, tide) = self.step(&row, watch, &mut counts, progress).await?;
                if let Some(watch) = &mut watch {
                    watch.before = tide;
                }
                if complete {
                    break;
                }
                if let Some(stop) = self.goes_first(progress).await? {
                    return Err(self.stopped_by(stop));
                }
                let Some(next) = self.find(sweep).await? else {
                    return Ok(counts);
                };
                row = next;
            }
            self.conclude(&row).await?;
        }
        let Some(row) = self.find(sweep).await? else {
            return Ok(counts);
        };
        if row.state == "withdrawing" {
            self.withdraw(&row, progress).await?;
        }
        Ok(counts)
    }

    /// Reads and lands one page. Gives whether it was the last, and what the next is judged with.
    async fn step(
        &self,
        row: &sync_sweep::Model,
        watch: Option<Watch>,
        counts: &mut Counts,
        progress: &dyn Progress,
    ) -> Result<(bool, Tide), SyncError> {
        let place = match (&row.cursor, row.since) {
            (Some(text), _) => {
                let stored = Cursor::from_text(text);
                Some(stored.map_err(|error| Fault::corrupt("cursor of a sweep", error))?)
            }
            (None, Some(since)) => Some(Cursor::from_instant(since)),
            (None, None) => None,
        };
        let connector = &self.source.connector;
        let pull = connector.pull(&self.stream, place.as_ref());
        let page = self.asking(progress, pull).await;
        let page = within(page.map_err(|failure| self.outside(failure))?, row);
        let complete = page.complete;
        let held = RunHold {
            run: self.id,
            fence: self.hold.fence,
            walk: Some(Walk {
                id: row.id,
                compares: row.kind == "comparison",
                room: room(row),
            }),
            watch,
        };
        let land = Land::new(self.of(), Some(held), page, false);
        let landing = self.land(&land).await?;
        counts.add(landing.counts);
        progress.page(&self.system, self.stream.as_str(), counts);
        Ok((complete, landing.tide))
    }

    /// What has to go before the next step of a walk.
    pub(super) async fn goes_first(&self, progress: &dyn Progress) -> Result<Option<Stop>, Fault> {
        if let Some(stop) = self.must_stop(progress).await? {
            return Ok(Some(stop));
        }
        let due = self
            .hub
            .increment_is_due(&self.source, &self.stream)
            .await?;
        Ok(due.then_some(Stop::GivesWay))
    }

    pub(super) fn stopped_by(&self, stop: Stop) -> SyncError {
        SyncError::Interrupted {
            system: self.system.clone(),
            stream: self.stream.as_str().to_owned(),
            stop,
        }
    }

    /// The walk as it is now, while it goes on.
    async fn find(&self, sweep: &sync_sweep::Model) -> Result<Option<sync_sweep::Model>, Fault> {
        use shuniu_entities::Keyed as _;
        let scope = Scope::jurisdictions(vec![self.source.jurisdiction]);
        let key = shuniu_entities::Key::new(self.source.jurisdiction, sweep.id);
        let row = sync_sweep::Entity::find_key(&scope, key)
            .one(&self.hub.reader())
            .await?;
        Ok(row.filter(|row| ["running", "withdrawing"].contains(&row.state.as_str())))
    }
}

/// The part of a page that lies in the window of a walk; behind its end nothing more is read.
fn within(mut page: Page, row: &sync_sweep::Model) -> Page {
    let Some(until) = row.until else { return page };
    let before = page.records.len();
    page.records.retain(|record| record.source_time < until);
    if page.records.len() < before || page.next.time() >= until {
        page.complete = true;
    }
    page
}
