use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Cursor, Stream};
use shuniu_entities::sync_run;
use uuid::Uuid;

use super::attach::Source;
use super::holder;
use super::land::{Land, RunHold};
use super::lease::{self, Hold, Take};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

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
    pub(super) fn add(&mut self, page: Self) {
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
        let system = source.connector.system().as_str().to_owned();
        let run = Run {
            hub: self,
            source,
            stream,
            actor: Actor::worker(&format!("sync:{system}")),
            system,
            id: Uuid::now_v7(),
        };
        let hold = run.begin().await?;
        let outcome = run.pages(&hold, full, progress).await;
        run.end(&hold, &outcome).await?;
        outcome
    }
}

struct Run<'a> {
    hub: &'a Hub,
    source: &'a Source,
    stream: &'a Stream,
    actor: Actor,
    system: String,
    id: Uuid,
}

impl Run<'_> {
    async fn begin(&self) -> Result<Hold, SyncError> {
        let holder = holder::name(&self.id.to_string());
        let take = Take {
            connector: self.source.id,
            stream: self.stream,
            holder: &holder,
        };
        let hold = self.transact("take_stream", &take).await?;
        let hold = hold.ok_or_else(|| SyncError::Busy {
            system: self.system.clone(),
            stream: self.stream.as_str().to_owned(),
        })?;
        let begin = Begin {
            id: self.id,
            connector: self.source.id,
            stream: self.stream,
        };
        self.transact("begin_sync", &begin).await?;
        Ok(hold)
    }

    async fn pages(
        &self,
        hold: &Hold,
        full: bool,
        progress: &dyn Progress,
    ) -> Result<RunReport, SyncError> {
        let mut cursor = match (&hold.cursor, full) {
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
            let page = self
                .source
                .connector
                .pull(self.stream, cursor.as_ref())
                .await;
            let page = page.map_err(|failure| SyncError::Outside {
                system: self.system.clone(),
                stream: self.stream.as_str().to_owned(),
                failure,
            })?;
            let (next, complete) = (page.next.clone(), page.complete);
            let held = RunHold {
                run: self.id,
                fence: hold.fence,
            };
            let land = Land::new(self.source, self.stream, Some(held), page, self.hub);
            let counts = self.transact("sync_page", &land).await?;
            report.pages += 1;
            report.counts.add(counts);
            progress.page(&self.system, self.stream.as_str(), &report.counts);
            if complete {
                return Ok(report);
            }
            cursor = Some(next);
        }
    }

    async fn end(&self, hold: &Hold, outcome: &Result<RunReport, SyncError>) -> Result<(), Fault> {
        let failure = outcome.as_ref().err().map(ToString::to_string);
        let end = End {
            id: self.id,
            connector: self.source.id,
            stream: self.stream,
            fence: hold.fence,
            failure: failure.clone(),
        };
        self.transact("end_sync", &end).await?;
        self.hub
            .note_health(self.source, failure.as_deref())
            .await?;
        if outcome.is_ok() {
            self.hub.observed_further(self.source.jurisdiction).await?;
        }
        Ok(())
    }

    async fn transact<W: Work>(&self, command: &'static str, work: &W) -> Result<W::Output, Fault> {
        transact(
            self.hub,
            self.source.jurisdiction,
            &self.actor,
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
    failure: Option<String>,
}

#[async_trait::async_trait]
impl Work for End<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let state = if self.failure.is_some() {
            "failed"
        } else {
            "finished"
        };
        sync_run::Entity::update(sync_run::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(self.id),
            state: Set(state.to_owned()),
            finished_at: Set(Some(tx.now())),
            failure: Set(self.failure.clone()),
            ..Default::default()
        })
        .exec(tx.db())
        .await?;
        lease::release(tx, self.connector, self.stream, self.fence).await
    }
}
