use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Cursor, Stream};
use shuniu_entities::{Key, Scope, sync_run};
use uuid::Uuid;

use super::attach::Source;
use super::holder;
use super::land::{Became, Land, Landing, RunHold};
use super::lease::{self, Hold, Take};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact, transact_within};

/// What a run, or a page of it, did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records received.
    pub received: i64,
    /// Records already known.
    pub unchanged: i64,
    /// Records merged into a project.
    pub merged: i64,
    /// Records that wait for a person to name their project.
    pub unmatched: i64,
    /// Records set aside because they could not be understood.
    pub quarantined: i64,
    /// Records of state-secret projects, refused and dropped.
    pub refused: i64,
}

impl Counts {
    /// Counts others on top.
    pub fn add(&mut self, page: Self) {
        self.received += page.received;
        self.unchanged += page.unchanged;
        self.merged += page.merged;
        self.unmatched += page.unmatched;
        self.quarantined += page.quarantined;
        self.refused += page.refused;
    }
}

/// What became of a run over one stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// Name of the system.
    pub system: String,
    /// What was read.
    pub stream: String,
    /// Pages committed.
    pub pages: i64,
    /// What they held.
    pub counts: Counts,
}

/// Why a run ended early. What was committed before stays.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// Another worker reads the stream.
    #[error(
        "{system} {stream} is being read by another worker; it lapses by itself within five minutes"
    )]
    Busy {
        /// Name of the system.
        system: String,
        /// The stream.
        stream: String,
    },
    /// It was asked to stop, and did so after a page.
    #[error("{system} {stream} was asked to stop; the next run goes on behind the last page")]
    Interrupted {
        /// Name of the system.
        system: String,
        /// The stream.
        stream: String,
    },
    /// The outside system failed.
    #[error("{system} {stream}: {failure}")]
    Outside {
        /// Name of the system.
        system: String,
        /// The stream.
        stream: String,
        /// What it said.
        failure: Failure,
    },
    /// The hub failed.
    #[error(transparent)]
    Inside(#[from] Fault),
}

/// Is told of each page. Must return at once.
pub trait Progress: Send + Sync {
    /// A page was committed.
    fn page(&self, system: &str, stream: &str, so_far: &Counts);

    /// What became of the records of that page, in their order.
    fn landed(&self, _became: Vec<Became>) {}

    /// Whether the run is to stop; asked after each page that is not the last.
    fn stops(&self) -> bool {
        false
    }
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn page(&self, _: &str, _: &str, _: &Counts) {}
}

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
        let run = run.ok_or_else(|| SyncError::Busy {
            system: source.connector.system().as_str().to_owned(),
            stream: stream.as_str().to_owned(),
        })?;
        run.read(full, progress).await
    }

    /// Begins a run over a stream: nobody else reads it from now on, and the run is on record.
    /// Nothing while another worker reads the stream. A run that is never read lapses like that
    /// of a worker that died.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn begin_sync(&self, source: &Source, stream: &Stream) -> Result<Option<Run>, Fault> {
        let system = source.connector.system();
        let by = By {
            actor: Actor::worker(&format!("sync:{system}")),
            scope: Scope::jurisdictions(vec![source.jurisdiction]),
            page: "sync_page",
        };
        self.begin_run(source, stream, by).await
    }

    /// The same for somebody who may see less than all of the jurisdiction.
    pub(crate) async fn begin_run(
        &self,
        source: &Source,
        stream: &Stream,
        by: By,
    ) -> Result<Option<Run>, Fault> {
        let system = source.connector.system().as_str().to_owned();
        let id = Uuid::now_v7();
        let actor = by.actor.clone();
        let take = Take {
            connector: source.id,
            stream,
            holder: &holder::name(&id.to_string()),
        };
        let hold = transact(self, source.jurisdiction, &actor, "take_stream", &take).await?;
        let Some(hold) = hold else {
            return Ok(None);
        };
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
        };
        run.transact("begin_sync", &begin).await?;
        Ok(Some(run))
    }
}

/// A run over one stream that has begun.
#[derive(Debug)]
pub struct Run {
    hub: Hub,
    source: Source,
    stream: Stream,
    by: By,
    system: String,
    id: Uuid,
    hold: Hold,
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
        let mut cursor = match (&self.hold.cursor, full) {
            (Some(text), false) => {
                let stored = Cursor::from_text(text);
                Some(stored.map_err(|error| Fault::corrupt("sync cursor", error))?)
            }
            _ => None,
        };
        let mut report = RunReport {
            system: self.system.clone(),
            stream: self.stream.as_str().to_owned(),
            pages: 0,
            counts: Counts::default(),
        };
        loop {
            let connector = &self.source.connector;
            let page = connector.pull(&self.stream, cursor.as_ref()).await;
            let page = page.map_err(|failure| SyncError::Outside {
                system: self.system.clone(),
                stream: self.stream.as_str().to_owned(),
                failure,
            })?;
            let (next, complete) = (page.next.clone(), page.complete);
            let held = RunHold {
                run: self.id,
                fence: self.hold.fence,
            };
            let land = Land::new(&self.source, &self.stream, Some(held), page, &self.hub);
            let landing = self.land(&land).await?;
            report.pages += 1;
            report.counts.add(landing.counts);
            progress.page(&self.system, self.stream.as_str(), &report.counts);
            progress.landed(landing.became);
            if complete {
                return Ok(report);
            }
            if progress.stops() {
                return Err(SyncError::Interrupted {
                    system: self.system.clone(),
                    stream: self.stream.as_str().to_owned(),
                });
            }
            cursor = Some(next);
        }
    }

    async fn end(&self, outcome: &Result<RunReport, SyncError>) -> Result<(), Fault> {
        let state = match outcome {
            Ok(_) => "finished",
            Err(SyncError::Interrupted { .. }) => "interrupted",
            Err(_) => "failed",
        };
        let failure = outcome
            .as_ref()
            .err()
            .filter(|_| state == "failed")
            .map(ToString::to_string);
        let end = End {
            id: self.id,
            connector: self.source.id,
            stream: &self.stream,
            fence: self.hold.fence,
            state,
            failure: failure.clone(),
        };
        self.transact("end_sync", &end).await?;
        self.hub
            .note_health(&self.source, failure.as_deref())
            .await?;
        if outcome.is_ok() {
            self.hub.observed_further(self.source.jurisdiction).await?;
        }
        Ok(())
    }

    /// Only what whoever runs it may see is matched and written.
    async fn land(&self, page: &Land<'_>) -> Result<Landing, Fault> {
        let (
            place,
            By {
                actor,
                scope,
                page: command,
            },
        ) = (self.source.jurisdiction, &self.by);
        let done = transact_within(&self.hub, place, actor, scope, command, page).await;
        done.map_err(|given_up| given_up.fault)
    }

    async fn transact<W: Work>(&self, command: &'static str, work: &W) -> Result<W::Output, Fault> {
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

struct Begin<'a> {
    id: Uuid,
    connector: Uuid,
    stream: &'a Stream,
}

#[async_trait::async_trait]
impl Work for Begin<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        // Whoever held the stream before and never ended was killed.
        sync_run::Entity::update_many()
            .set(sync_run::ActiveModel {
                state: Set("failed".to_owned()),
                finished_at: Set(Some(tx.now())),
                failure: Set(Some("the worker stopped before the run ended".to_owned())),
                ..Default::default()
            })
            .filter(sync_run::Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(sync_run::Column::ConnectorId.eq(self.connector))
            .filter(sync_run::Column::Stream.eq(self.stream.as_str()))
            .filter(sync_run::Column::State.eq("running"))
            .filter(sync_run::Column::Id.ne(self.id))
            .exec(tx.db())
            .await?;
        let run = sync_run::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(self.id),
            connector_id: Set(self.connector),
            stream: Set(self.stream.as_str().to_owned()),
            state: Set("running".to_owned()),
            started_at: Set(tx.now()),
            finished_at: Set(None),
            pages: Set(0),
            received: Set(0),
            unchanged: Set(0),
            merged: Set(0),
            unmatched: Set(0),
            quarantined: Set(0),
            refused: Set(0),
            failure: Set(None),
        };
        sync_run::Entity::insert(run)
            .exec_without_returning(tx.db())
            .await?;
        Ok(())
    }
}

struct End<'a> {
    id: Uuid,
    connector: Uuid,
    stream: &'a Stream,
    fence: i64,
    state: &'static str,
    failure: Option<String>,
}

#[async_trait::async_trait]
impl Work for End<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        sync_run::Entity::update(sync_run::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(self.id),
            state: Set(self.state.to_owned()),
            finished_at: Set(Some(tx.now())),
            failure: Set(self.failure.clone()),
            ..Default::default()
        })
        .exec(tx.db())
        .await?;
        lease::release(tx, self.connector, self.stream, self.fence).await
    }
}
