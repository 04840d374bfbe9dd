use std::collections::BTreeMap;

use shuniu_connectors::contract::{Cursor, Page, Stream};
use shuniu_entities::{Scope, Tenant, sync_cursor};

use super::arrived::Of;
use super::attach::{EnsureInstance, Source};
use super::became::{Became, Landing};
use super::land::Land;
use super::reasons::Reasons;
use super::report::{Counts, RunReport, SyncError};
use super::run::By;
use super::trouble::Trouble;
use crate::desk;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact_within};

/// Most pages that are held in memory for a rehearsal.
const PAGES: usize = 500;

/// What a sync of a system would do.
#[derive(Debug)]
pub struct Rehearsed {
    /// What would become of each stream that could be read.
    pub reports: Vec<RunReport>,
    /// Why the others could not.
    pub failures: Vec<SyncError>,
}

impl Hub {
    /// Does everything that a sync of the system would do, and leaves no trace: all pages are
    /// fetched first, then landed in one transaction that is rolled back.
    ///
    /// # Errors
    ///
    /// [`SyncError`] as in a sync, where it is not of one stream alone:
    /// [`SyncError::NotNow`] while the system may not be called.
    pub async fn rehearse_sync(&self, source: &Source, full: bool) -> Result<Rehearsed, SyncError> {
        self.must_be_open(source).await?;
        let cursors = if full {
            BTreeMap::new()
        } else {
            self.cursors(source).await?
        };
        let (mut lands, mut failures) = (Vec::new(), Vec::new());
        let (mut read, mut trouble) = (Vec::new(), Trouble::default());
        for stream in source.connector.streams() {
            let of = Of {
                hub: self,
                source,
                stream,
            };
            let cursor = cursors.get(stream.as_str()).cloned();
            match fetch(source, stream, cursor).await {
                Ok(pages) => {
                    let pages = pages.into_iter();
                    lands.extend(
                        pages.map(|page| (stream.as_str(), Land::new(of, None, page, true))),
                    );
                    read.push(stream);
                }
                Err(error) => {
                    let goes_on = trouble.leaves_others(&error);
                    failures.push(error);
                    if !goes_on {
                        break;
                    }
                }
            }
        }
        let by = By {
            actor: Actor::worker("rehearsal"),
            scope: Scope::jurisdictions(vec![source.jurisdiction]),
            page: "rehearse_sync",
        };
        let pages = self.rehearse_pages(source, lands, &by).await?;
        let report = |stream: &Stream| {
            let mut report = RunReport {
                system: source.connector.system().as_str().to_owned(),
                stream: stream.as_str().to_owned(),
                pages: 0,
                counts: Counts::default(),
                reasons: Reasons::default(),
            };
            for (_, landing) in pages.iter().filter(|(name, _)| name == stream.as_str()) {
                report.pages += 1;
                report.counts.add(landing.counts);
                report.reasons.add(landing.reasons.clone());
            }
            report
        };
        Ok(Rehearsed {
            reports: read.into_iter().map(report).collect(),
            failures,
        })
    }

    /// Does everything that reading one stream from its beginning would do, for somebody who may
    /// see less than all of the jurisdiction, and leaves no trace.
    pub(crate) async fn rehearse_run(
        &self,
        source: &Source,
        stream: &Stream,
        by: &By,
    ) -> Result<(RunReport, Vec<Became>), SyncError> {
        let mut lands = Vec::new();
        let of = Of {
            hub: self,
            source,
            stream,
        };
        for page in fetch(source, stream, None).await? {
            lands.push((stream.as_str(), Land::new(of, None, page, true)));
        }
        let mut report = RunReport {
            system: source.connector.system().as_str().to_owned(),
            stream: stream.as_str().to_owned(),
            pages: 0,
            counts: Counts::default(),
            reasons: Reasons::default(),
        };
        let mut became = Vec::new();
        for (_, landing) in self.rehearse_pages(source, lands, by).await? {
            report.pages += 1;
            report.counts.add(landing.counts);
            report.reasons.add(landing.reasons);
            became.extend(landing.became);
        }
        Ok((report, became))
    }

    async fn rehearse_pages(
        &self,
        source: &Source,
        lands: Vec<(&str, Land<'_>)>,
        by: &By,
    ) -> Result<Vec<(String, Landing)>, Fault> {
        let instance = EnsureInstance::of(source.connector.as_ref(), source.id);
        let rehearse = Rehearse { instance, lands };
        let (
            place,
            By {
                actor,
                scope,
                page: command,
            },
        ) = (source.jurisdiction, by);
        let done = transact_within(self, place, actor, scope, command, &rehearse).await;
        match done.map_err(|given_up| given_up.fault) {
            Err(Fault::Refused(pages)) => {
                serde_json::from_str(&pages).map_err(|error| Fault::corrupt("rehearsal", error))
            }
            Err(fault) => Err(fault),
            Ok(never) => match never {},
        }
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
        let mut pages = Vec::with_capacity(self.lands.len());
        for (stream, land) in &self.lands {
            pages.push((*stream, land.run(tx).await?));
            // A later page is matched against what this one brought.
            desk::put_back(tx).await?;
        }
        let pages = serde_json::to_string(&pages).map_err(|e| Fault::corrupt("rehearsal", e))?;
        Err(Fault::Refused(pages))
    }
}
