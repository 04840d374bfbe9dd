use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Cursor, Stream};
use shuniu_connectors::egress::BreakerPosition;
use shuniu_entities::{Key, Scope};
use uuid::Uuid;

use super::arrived::Of;
use super::attach::Source;
use super::became::Landing;
use super::due::Due;
use super::flood::{Flood, Tide, Watch};
use super::holder;
use super::land::{Land, RunHold};
use super::lease::{Ended, Hold, Take, Taking};
use super::null;
use super::reasons::Reasons;
use super::report::{Counts, Progress, RunReport, Stop, SyncError};
use super::run_row::{Begin, End};
use crate::db::count_what_grew;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Work, transact, transact_within};

impl Hub {
    /// Reads a stream from its cursor to its end, or from the beginning if `full`.
    ///
    /// # Errors
    ///
    /// [`SyncError`]; the cursor stands after the last committed page.
    pub async fn sync_stream(
        &self,
        source: &Source,
        stream: &Stream,
        full: bool,
        progress: &dyn Progress,
    ) -> Result<RunReport, SyncError> {
        let run = self.begin_sync(source, stream).await?;
        run.read(full, progress).await
    }

    /// Begins a run over a stream: nobody else reads it from now on, and the run is on record. A run
    /// that is never read lapses like that of a worker that died.
    ///
    /// # Errors
    ///
    /// [`SyncError::Busy`] while another worker reads the stream, [`SyncError::NotNow`] while the
    /// system is paused or its hours are over, [`SyncError::Inside`] when the database fails.
    pub async fn begin_sync(&self, source: &Source, stream: &Stream) -> Result<Run, SyncError> {
        self.begin_as(source, stream, Taking::Asked).await
    }

    /// Begins a run that is due, unless another worker began one since.
    ///
    /// # Errors
    ///
    /// As [`Hub::begin_sync`]; [`SyncError::Busy`] where another worker was first.
    pub async fn begin_due(&self, source: &Source, due: &Due) -> Result<Run, SyncError> {
        let taking = Taking::Due { since: due.since };
        self.begin_as(source, &due.stream, taking).await
    }

    pub(super) async fn begin_as(
        &self,
        source: &Source,
        stream: &Stream,
        taking: Taking,
    ) -> Result<Run, SyncError> {
        self.must_be_open(source).await?;
        let system = source.connector.system();
        let by = By {
            actor: Actor::worker(&format!("sync:{system}")),
            scope: Scope::jurisdictions(vec![source.jurisdiction]),
            page: "sync_page",
        };
        let run = self.begin_run(source, stream, by, taking).await?;
        run.ok_or_else(|| SyncError::Busy {
            system: system.as_str().to_owned(),
            stream: stream.as_str().to_owned(),
        })
    }

    /// The same for somebody who may see less than all of the jurisdiction.
    pub(crate) async fn begin_run(
        &self,
        source: &Source,
        stream: &Stream,
        by: By,
        taking: Taking,
    ) -> Result<Option<Run>, Fault> {
        let system = source.connector.system().as_str().to_owned();
        let id = Uuid::now_v7();
        let actor = by.actor.clone();
        let take = Take {
            connector: source.id,
            stream,
            holder: &holder::name(&id.to_string()),
            taking,
        };
        let hold = transact(self, source.jurisdiction, &actor, "take_stream", &take).await?;
        let Some(hold) = hold else {
            return Ok(None);
        };
        self.heed_floods(source).await?;
        let run = Run {
            hold,
            hub: self.clone(),
            source: source.clone(),
            stream: stream.clone(),
            by,
            system,
            id,
        };
        let begin = Begin {
            id,
            connector: source.id,
            stream,
            fence: run.hold.fence,
        };
        run.transact("begin_sync", &begin).await?;
        Ok(Some(run))
    }
}

/// A run over one stream that has begun.
#[derive(Debug)]
pub struct Run {
    pub(super) hub: Hub,
    pub(super) source: Source,
    pub(super) stream: Stream,
    by: By,
    pub(super) system: String,
    pub(super) id: Uuid,
    pub(super) hold: Hold,
}

/// Who runs it, what of the jurisdiction they may see, and what a page is called in the ledger.
#[derive(Clone, Debug)]
pub(crate) struct By {
    pub(crate) actor: Actor,
    pub(crate) scope: Scope,
    pub(crate) page: &'static str,
}

impl Run {
    /// Its row.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::new(self.source.jurisdiction, self.id)
    }

    /// Reads to the end, and has the end on record whatever it is.
    ///
    /// # Errors
    ///
    /// As [`Hub::sync_stream`].
    pub async fn read(self, full: bool, progress: &dyn Progress) -> Result<RunReport, SyncError> {
        let outcome = self.pages(full, progress).await;
        self.end(&outcome).await?;
        outcome
    }

    async fn pages(&self, full: bool, progress: &dyn Progress) -> Result<RunReport, SyncError> {
        let cursor = match (&self.hold.cursor, full) {
            (Some(text), false) => {
                let stored = Cursor::from_text(text);
                Some(stored.map_err(|error| Fault::corrupt("sync cursor", error))?)
            }
            _ => None,
        };
        // From a place that is not reached yet nothing would be read until then.
        let mut cursor = cursor.filter(|place| place.time() <= self.hub.clock().now());
        let mut report = RunReport {
            system: self.system.clone(),
            stream: self.stream.as_str().to_owned(),
            pages: 0,
            counts: Counts::default(),
            reasons: Reasons::default(),
        };
        self.probe(progress).await?;
        let mut expects_news = self.hold.cursor.is_none();
        let mut watch = self.watch();
        loop {
            let connector = &self.source.connector;
            let pull = connector.pull(&self.stream, cursor.as_ref());
            let page = self.asking(progress, pull).await;
            let page = page.map_err(|failure| self.outside(failure))?;
            let (next, complete) = (page.next.clone(), page.complete);
            let held = RunHold {
                run: self.id,
                fence: self.hold.fence,
                walk: None,
                watch,
            };
            let land = Land::new(self.of(), Some(held), page, expects_news);
            let landing = self.land(&land).await?;
            expects_news = landing.counts.unchanged * 2 < landing.counts.received;
            if let Some(watch) = &mut watch {
                if landing.flood_is_over {
                    watch.trial = None;
                    self.hub.heed_floods(&self.source).await?;
                }
                watch.before = landing.tide;
            }
            report.pages += 1;
            report.counts.add(landing.counts);
            report.reasons.add(landing.reasons);
            progress.page(&self.system, self.stream.as_str(), &report.counts);
            progress.landed(landing.became);
            // Behind the commit: what the other side is told must be true.
            let kept = self.asking(progress, connector.kept(&self.stream, &next));
            let kept = kept.await;
            kept.map_err(|failure| self.outside(failure))?;
            if complete {
                return Ok(report);
            }
            if let Some(stop) = self.must_stop(progress).await? {
                return Err(SyncError::Interrupted {
                    system: self.system.clone(),
                    stream: self.stream.as_str().to_owned(),
                    stop,
                });
            }
            cursor = Some(next);
        }
    }

    pub(super) fn of(&self) -> Of<'_> {
        Of {
            hub: &self.hub,
            source: &self.source,
            stream: &self.stream,
        }
    }

    /// What the first page of the run is judged by.
    pub(super) fn watch(&self) -> Option<Watch> {
        let limits = self.source.flood?;
        Some(Watch {
            limits,
            before: Tide::default(),
            trial: self.hold.flood.as_ref().map(|flood| flood.of_page),
        })
    }

    pub(super) fn outside(&self, failure: Failure) -> SyncError {
        SyncError::Outside {
            system: self.system.clone(),
            stream: self.stream.as_str().to_owned(),
            failure,
        }
    }

    /// A system that was given up is asked first who it is, which costs it little, before it is
    /// asked for a page.
    pub(super) async fn probe(&self, progress: &dyn Progress) -> Result<(), SyncError> {
        let connector = &self.source.connector;
        if connector.breaker().state().position == BreakerPosition::Closed {
            return Ok(());
        }
        let known = self.asking(progress, connector.check()).await;
        known.map(drop).map_err(|failure| self.outside(failure))
    }

    /// Whether the run is to end behind the page that it has read.
    pub(super) async fn must_stop(&self, progress: &dyn Progress) -> Result<Option<Stop>, Fault> {
        if progress.stops() {
            return Ok(Some(Stop::Asked));
        }
        self.hub.stopped(&self.source).await
    }

    async fn end(&self, outcome: &Result<RunReport, SyncError>) -> Result<(), Fault> {
        let before = self.hold.failures;
        let ended = match outcome {
            Ok(_) => Ended::Wholly,
            Err(SyncError::Interrupted { .. }) => Ended::Stopped { before },
            Err(SyncError::Outside {
                failure: Failure::Transient { retry_after, .. },
                ..
            }) => Ended::Failed {
                before,
                asked_for: *retry_after,
            },
            Err(_) => Ended::Failed {
                before,
                asked_for: None,
            },
        };
        self.report(outcome, ended).await?;
        if outcome.is_ok() {
            let before = self.hold.observed_through;
            self.hub
                .observed_further(self.source.jurisdiction, before)
                .await?;
        }
        Ok(())
    }

    /// Has its end on record, lets go of the stream, and notes how the system fared.
    pub(super) async fn report<T>(
        &self,
        outcome: &Result<T, SyncError>,
        ended: Ended,
    ) -> Result<(), Fault> {
        let state = match outcome {
            Ok(_) => "finished",
            Err(SyncError::Interrupted { .. }) => "interrupted",
            Err(_) => "failed",
        };
        let told = match outcome {
            Ok(_) => None,
            Err(SyncError::Interrupted { stop, .. }) => Some(stop.to_string()),
            Err(error) => Some(error.to_string()),
        };
        let told = told.map(null::shown);
        let failure = told.clone().filter(|_| state == "failed");
        let flood = match outcome {
            Err(SyncError::Flooded { flood, .. }) => Some(&**flood),
            _ => None,
        };
        let end = End {
            id: self.id,
            connector: self.source.id,
            stream: &self.stream,
            fence: self.hold.fence,
            state,
            failure: told,
            ended,
            flood,
        };
        self.transact("end_sync", &end).await?;
        // Only what stands in the database holds the breaker, so that it is heard of behind it.
        if let (Some(flood), Err(error)) = (flood, outcome) {
            tracing::warn!(aside = flood.aside, "most records cannot be understood");
            self.source.connector.breaker().hold(&error.to_string());
        }
        self.hub.note_health(&self.source, failure.as_deref()).await
    }

    /// Only what whoever runs it may see is matched and written.
    pub(super) async fn land(&self, page: &Land<'_>) -> Result<Landing, SyncError> {
        let (
            place,
            By {
                actor,
                scope,
                page: command,
            },
        ) = (self.source.jurisdiction, &self.by);
        let done = transact_within(&self.hub, place, actor, scope, command, page).await;
        match done.map_err(|given_up| given_up.fault) {
            Ok(landing) => {
                if landing.counts.merged > 0
                    && let Err(error) = count_what_grew(self.hub.database()).await
                {
                    tracing::debug!(%error, "counting the tables anew for the planner failed");
                }
                Ok(landing)
            }
            Err(Fault::Refused(flood)) => {
                let flood = serde_json::from_str::<Flood>(&flood);
                let flood = flood.map_err(|error| Fault::corrupt("flood", error))?;
                Err(SyncError::Flooded {
                    system: self.system.clone(),
                    stream: self.stream.as_str().to_owned(),
                    flood: Box::new(self.longer(flood)),
                })
            }
            Err(fault) => Err(fault.into()),
        }
    }

    /// A flood that stood before has stood since then.
    fn longer(&self, flood: Flood) -> Flood {
        let since = self
            .hold
            .flood
            .as_ref()
            .map_or(flood.since, |one| one.since);
        Flood { since, ..flood }
    }

    pub(super) async fn transact<W: Work>(
        &self,
        command: &'static str,
        work: &W,
    ) -> Result<W::Output, Fault> {
        transact(
            &self.hub,
            self.source.jurisdiction,
            &self.by.actor,
            command,
            work,
        )
        .await
    }
}
