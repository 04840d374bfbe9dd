use std::collections::BTreeMap;

use shuniu_connectors::contract::{Cursor, Page, Stream};
use shuniu_entities::{Scope, Tenant, sync_cursor};

use super::attach::{EnsureInstance, Source};
use super::land::Land;
use super::run::{Counts, RunReport, SyncError};
use crate::desk;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// Most pages that are held in memory for a rehearsal.
const PAGES: usize = 500;

impl Hub {
    /// Does everything that a sync of the system would do, and leaves no trace: all pages are
    /// fetched first, then landed in one transaction that is rolled back.
    ///
    /// # Errors
    ///
    /// [`SyncError`] as in a sync.
    pub async fn rehearse_sync(
        &self,
        source: &Source,
        full: bool,
    ) -> Result<Vec<RunReport>, SyncError> {
        let cursors = if full {
            BTreeMap::new()
        } else {
            self.cursors(source).await?
        };
        let mut lands = Vec::new();
        for stream in source.connector.streams() {
            for page in fetch(source, stream, cursors.get(stream.as_str()).cloned()).await? {
                lands.push((stream.as_str(), Land::new(source, stream, None, page, self)));
            }
        }
        let instance = EnsureInstance::of(source.connector.as_ref(), source.id);
        let rehearse = Rehearse { instance, lands };
        let actor = Actor::worker("rehearsal");
        let done = transact(
            self,
            source.jurisdiction,
            &actor,
            "rehearse_sync",
            &rehearse,
        )
        .await;
        let pages: Vec<(String, Counts)> = match done {
            Err(Fault::Refused(counts)) => {
                serde_json::from_str(&counts).map_err(|error| Fault::corrupt("rehearsal", error))?
            }
            Err(fault) => return Err(fault.into()),
            Ok(never) => match never {},
        };
        let report = |stream: &Stream| {
            let mut report = RunReport {
                system: source.connector.system().as_str().to_owned(),
                stream: stream.as_str().to_owned(),
                pages: 0,
                counts: Counts::default(),
            };
            for (_, counts) in pages.iter().filter(|(name, _)| name == stream.as_str()) {
                report.pages += 1;
                report.counts.add(*counts);
            }
            report
        };
        Ok(source.connector.streams().iter().map(report).collect())
    }

    async fn cursors(&self, source: &Source) -> Result<BTreeMap<String, Cursor>, Fault> {
        let scope = Scope::jurisdictions(vec![source.jurisdiction]);
        let rows = sync_cursor::Entity::find_in(&scope)
            .all(&self.reader())
            .await
            .map_err(Fault::from)?;
        let mut cursors = BTreeMap::new();
        for row in rows.into_iter().filter(|row| row.connector_id == source.id) {
            let Some(text) = row.cursor else { continue };
            let cursor = Cursor::from_text(&text).map_err(|e| Fault::corrupt("sync cursor", e))?;
            cursors.insert(row.stream, cursor);
        }
        Ok(cursors)
    }
}

async fn fetch(
    source: &Source,
    stream: &Stream,
    mut cursor: Option<Cursor>,
) -> Result<Vec<Page>, SyncError> {
    let mut pages = Vec::new();
    loop {
        let page = source.connector.pull(stream, cursor.as_ref()).await;
        let page = page.map_err(|failure| SyncError::Outside {
            system: source.connector.system().as_str().to_owned(),
            stream: stream.as_str().to_owned(),
            failure,
        })?;
        let complete = page.complete;
        cursor = Some(page.next.clone());
        pages.push(page);
        if complete {
            return Ok(pages);
        }
        if pages.len() >= PAGES {
            let problem = format!("more than {PAGES} pages; sync for real first, then rehearse");
            return Err(Fault::invalid("dryRun", problem).into());
        }
    }
}

struct Rehearse<'a> {
    instance: EnsureInstance,
    lands: Vec<(&'a str, Land<'a>)>,
}

#[async_trait::async_trait]
impl Work for Rehearse<'_> {
    type Output = std::convert::Infallible;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Fault> {
        self.instance.run(tx).await?;
        let mut counts = Vec::with_capacity(self.lands.len());
        for (stream, land) in &self.lands {
            counts.push((*stream, land.run(tx).await?));
            // A later page is matched against what this one brought.
            desk::put_back(tx).await?;
        }
        let counts = serde_json::to_string(&counts).map_err(|e| Fault::corrupt("rehearsal", e))?;
        Err(Fault::Refused(counts))
    }
}
