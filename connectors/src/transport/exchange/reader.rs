use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use sea_orm::DatabaseConnection;

use super::{
    batch::Batches,
    config::{Address, ExchangeConfig},
    mark::Given,
    row::{Row, Staged},
    select::Source,
};
use crate::{
    Clock, Failure,
    contract::{Cursor, Page, RecordError, Stream, System},
    egress::{Attempts, Breaker, ChannelSettings},
    keyset::{self, Expectation, Received},
    mapping::Mapping,
    transport::{
        Opening,
        layout::{Layout, Tables},
        page::{Places, disbelieve},
    },
};

/// The way to a system by an exchange database.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(super) system: System,
    pub(super) config: ExchangeConfig,
    pub(super) address: Address,
    pub(super) tables: Tables,
    pub(super) layout: Layout,
    pub(super) mapping: Arc<Mapping>,
    pub(super) http: ChannelSettings,
    pub(super) page_size: u32,
    pub(super) overlap: Duration,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) attempts: Attempts,
    /// The connection of a run that goes on.
    connection: tokio::sync::Mutex<Option<DatabaseConnection>>,
    /// By stream: batches that were whole, and the rows of the last page.
    whole: Mutex<BTreeMap<String, Batches>>,
    given: Mutex<BTreeMap<String, Given>>,
    places: Places,
}

impl Exchange {
    pub(crate) fn open(
        config: &ExchangeConfig,
        opening: Opening,
        layout: Layout,
    ) -> Result<Self, Failure> {
        let (address, tables) = (config.address()?, config.tables()?);
        if let Some(stranger) = tables.stranger(&layout) {
            return Err(Failure::config(format!(
                "`exchange.tables` names no stream and no table of the layout: {stranger}"
            )));
        }
        let clock = opening.clock;
        let system = opening.system;
        Ok(Self {
            attempts: Attempts::new(system.as_str(), &opening.http, Arc::clone(&clock)),
            config: config.clone(),
            address,
            tables,
            layout,
            system,
            mapping: opening.mapping,
            http: opening.http,
            page_size: opening.page_size.max(1),
            overlap: opening.overlap,
            clock,
            connection: tokio::sync::Mutex::default(),
            whole: Mutex::default(),
            given: Mutex::default(),
            places: Places::default(),
        })
    }

    pub(super) fn table(&self, stream: &Stream) -> Result<String, Failure> {
        let layout = self.layout.stream(stream);
        let table = layout.map(|layout| self.tables.name(stream.as_str(), &layout.table));
        let what = format!("{}: stream {stream} is not in the layout", self.system);
        table.ok_or_else(|| Failure::config(what))
    }

    pub(super) fn batch_table(&self) -> String {
        self.tables.name("batches", self.layout.batches())
    }

    /// Reads a page; nothing outside is changed by it.
    pub(crate) async fn pull(
        &self,
        stream: &Stream,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Failure> {
        self.given().remove(stream.as_str());
        self.attempts.repeat(|| self.attempt(stream, cursor)).await
    }

    async fn attempt(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let mut slot = self.connection.lock().await;
        let connection = match slot.take() {
            Some(connection) => connection,
            None => self.within(self.connect()).await?,
        };
        let page = self.within(self.page(&connection, stream, cursor)).await;
        if page.as_ref().is_ok_and(|page| !page.complete) {
            *slot = Some(connection);
        } else {
            close(connection).await;
        }
        page
    }

    async fn page(
        &self,
        connection: &DatabaseConnection,
        stream: &Stream,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Failure> {
        let failed = |error: sea_orm::DbErr| self.trouble("read", "it", &error);
        let tx = self.look(connection).await.map_err(failed)?;
        let source = self.source(&tx, stream).await?;
        let batches = if self.config.batches {
            let before = self.whole().remove(stream.as_str());
            Some(
                self.batches(&tx, stream, before.unwrap_or_default())
                    .await?,
            )
        } else {
            None
        };
        let rows = match &batches {
            Some(batches) if batches.last.is_none() => Vec::new(),
            batches => self.rows(&tx, &source, cursor, batches.as_ref()).await?,
        };
        tx.rollback().await.map_err(failed)?;
        let page = self.assemble(&source, rows, cursor, batches.as_ref())?;
        if let Some(batches) = batches {
            self.whole().insert(stream.as_str().to_owned(), batches);
        }
        Ok(page)
    }

    fn assemble(
        &self,
        source: &Source<'_>,
        mut rows: Vec<Row>,
        cursor: Option<&Cursor>,
        batches: Option<&Batches>,
    ) -> Result<Page, Failure> {
        let what = format!("{}: stream {}", self.system, source.stream);
        let more = self.cut(source, &what, &mut rows)?;
        let mut staged: Vec<Staged> = rows.into_iter().map(|row| source.staged(row)).collect();
        disbelieve(staged.iter_mut().map(|one| &mut one.placed));
        let read = staged
            .iter()
            .filter_map(|one| one.placed.record.as_ref().ok());
        let last = read.clone().next_back();
        let last = last.map(|record| (record.source_time, record.external_id.clone()));
        if more && last.is_none() {
            return Err(Failure::remote(format!(
                "{what}: {} rows in a row of {} have no id or time that can be read",
                staged.len(),
                source.table
            )));
        }
        let bodies = read.map(|record| record.body.clone());
        let received = Received::of(bodies, last.filter(|_| more), source.rule)
            .map_err(|error| Failure::remote(format!("{what}: {error}")))?;
        // Who marks rows reads what is not marked, whatever its time: a run begins anywhere.
        let before = cursor.filter(|cursor| self.config.read_only || cursor.id().is_some());
        let mut page = keyset::assemble(
            received,
            &Expectation {
                what,
                rule: source.rule,
                cursor: before,
                overlap: self.overlap,
                now: self.clock.now(),
            },
        )?;
        if page.complete
            && page.records.is_empty()
            && before.is_none()
            && let Some(cursor) = cursor
        {
            page.next = cursor.clone();
        }
        page.observed_through = self.observed(&page, batches);
        let unreadable = staged
            .iter()
            .filter_map(|one| one.placed.record.as_ref().err());
        page.unreadable.extend(unreadable.cloned());
        let places = staged.iter().filter_map(|one| {
            let record = one.placed.record.as_ref().ok()?;
            Some((record.body.clone(), one.placed.place.clone()))
        });
        self.places.remember(source.stream, places);
        if !self.config.read_only {
            let given = Given::of(page.next.clone(), staged);
            self.given()
                .insert(source.stream.as_str().to_owned(), given);
        }
        Ok(page)
    }

    /// Takes off the row that was asked for in addition, with those before it that have its time
    /// and id: a page never ends between them. Tells whether there was one.
    fn cut(&self, source: &Source<'_>, what: &str, rows: &mut Vec<Row>) -> Result<bool, Failure> {
        if rows.len() <= self.page_size as usize {
            return Ok(false);
        }
        let Some(extra) = rows.pop() else {
            return Ok(false);
        };
        let place = source.order_of(&extra);
        while rows.last().is_some_and(|row| source.order_of(row) == place) {
            rows.pop();
        }
        if rows.is_empty() {
            return Err(Failure::remote(format!(
                "{what}: more than {} rows of {} have the same time and id {place:?}",
                self.page_size, source.table
            )));
        }
        Ok(true)
    }

    /// What is known to have come. Rows that were marked anew come in any order, so that only a
    /// batch can vouch for a time.
    fn observed(&self, page: &Page, batches: Option<&Batches>) -> Option<DateTime<Utc>> {
        let vouched = batches.and_then(|batches| batches.as_of);
        let vouched = vouched.map(|at| at.min(self.clock.now()));
        let is_open = batches.is_some_and(|batches| !batches.open.is_empty());
        match (page.complete, self.config.read_only) {
            (true, true) if !is_open => vouched.or(page.observed_through),
            (true, _) => vouched,
            (false, true) if batches.is_none() => page.observed_through,
            (false, _) => None,
        }
    }

    pub(crate) fn tell(&self, stream: &Stream, body: &str, error: RecordError) -> RecordError {
        self.places.tell(stream, body, error)
    }

    pub(crate) const fn breaker(&self) -> &Breaker {
        self.attempts.breaker()
    }

    pub(super) fn given(&self) -> MutexGuard<'_, BTreeMap<String, Given>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn whole(&self) -> MutexGuard<'_, BTreeMap<String, Batches>> {
        self.whole.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends a connection; that it cannot be ended properly does not matter any more.
pub(super) async fn close(connection: DatabaseConnection) {
    if let Err(error) = connection.close().await {
        tracing::debug!(%error, "a connection to an exchange database did not end cleanly");
    }
}
