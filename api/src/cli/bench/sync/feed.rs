use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use shuniu_hub::connectors::contract::{
    CheckReport, Connector, Cursor, Mapper, Page, RawRecord, Stream, System,
};
use shuniu_hub::connectors::egress::Breaker;
use shuniu_hub::connectors::investment_approval::{InvestmentApproval, InvestmentApprovalConfig};
use shuniu_hub::connectors::{Clock, Failure, Secret};

/// What a record says of its place in the annual plan, and what it says once it was changed.
const SAYS: (&str, &str) = (r#""inPlan":"1""#, r#""inPlan":"0""#);

/// Records in a file, so that it costs no memory how many there are.
#[derive(Debug)]
struct Spool {
    file: Mutex<File>,
    /// Where each page begins.
    pages: Vec<u64>,
    records: usize,
    page: usize,
    bytes: u64,
}

/// A system that hands out records from a file, so that little but the hub is measured.
#[derive(Clone, Debug)]
pub(super) struct Feed {
    was: Arc<InvestmentApproval>,
    spool: Arc<Spool>,
    /// One record of so many says something else than it did.
    changed: Option<usize>,
    now: DateTime<Utc>,
}

impl Feed {
    /// Spools records, each changed a second after the one before it, the last of them by now.
    pub(super) fn new(
        clock: &Arc<dyn Clock>,
        (records, page): (usize, usize),
        mut next: impl FnMut() -> Result<RawRecord>,
    ) -> Result<Self> {
        let mut file = tempfile::tempfile().context("making a file for the records")?;
        let mut pages = Vec::with_capacity(records.div_ceil(page));
        let (mut writer, mut bytes) = (BufWriter::new(&mut file), 0_u64);
        for at in 0..records {
            if at.is_multiple_of(page) {
                pages.push(bytes);
            }
            let one = next()?;
            let line = format!("{}\t{}\n", one.external_id, one.body);
            writer.write_all(line.as_bytes())?;
            bytes += u64::try_from(line.len())?;
        }
        writer.flush()?;
        drop(writer);
        let mut settings = InvestmentApprovalConfig::new(
            "http://127.0.0.1:9",
            "bench".to_owned(),
            Secret::new("bench".to_owned()),
        );
        settings.http.allow_private = true;
        let spool = Spool {
            file: Mutex::new(file),
            pages,
            records,
            page,
            bytes,
        };
        Ok(Self {
            was: Arc::new(InvestmentApproval::new(&settings, Arc::clone(clock))?),
            spool: Arc::new(spool),
            changed: None,
            now: clock.now(),
        })
    }

    /// The same, where one record of so many says something else, without a new time.
    pub(super) fn changed(&self, of: usize) -> Self {
        Self {
            changed: Some(of),
            ..self.clone()
        }
    }

    pub(super) fn bytes_per_record(&self) -> u64 {
        self.spool.bytes / u64::try_from(self.spool.records.max(1)).unwrap_or(1)
    }

    pub(super) fn pages(&self) -> usize {
        self.spool.pages.len()
    }

    /// The records of a page.
    pub(super) fn read(&self, page: usize) -> Result<Vec<RawRecord>> {
        let Some(place) = self.spool.pages.get(page) else {
            return Ok(Vec::new());
        };
        let mut file = self
            .spool
            .file
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(*place))?;
        let begins = page * self.spool.page;
        let lines = BufReader::new(&mut *file).lines().take(self.spool.page);
        let records = lines.enumerate().map(|(at, line)| {
            let line = line?;
            let (id, body) = line.split_once('\t').context("a spooled line has no tab")?;
            let at = begins + at;
            let is_changed = self.changed.is_some_and(|of| at.is_multiple_of(of));
            Ok(RawRecord {
                external_id: id.to_owned(),
                source_time: self.time(at),
                body: if is_changed {
                    turned(body)
                } else {
                    body.to_owned()
                },
            })
        });
        records.collect()
    }

    /// When the record of a number was changed.
    fn time(&self, at: usize) -> DateTime<Utc> {
        let before = self.spool.records - at;
        self.now - TimeDelta::seconds(i64::try_from(before).unwrap_or(i64::MAX))
    }
}

fn turned(body: &str) -> String {
    if body.contains(SAYS.0) {
        body.replace(SAYS.0, SAYS.1)
    } else {
        body.replace(SAYS.1, SAYS.0)
    }
}

#[async_trait]
impl Connector for Feed {
    fn system(&self) -> System {
        System::INVESTMENT_APPROVAL
    }

    fn streams(&self) -> &[Stream] {
        self.was.streams()
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        self.was.check().await
    }

    async fn pull(&self, _: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let page = cursor.map_or(0, |cursor| {
            let until = (self.now - cursor.time()).num_seconds();
            let before = usize::try_from(until).unwrap_or(0);
            let read = (self.spool.records + 1).saturating_sub(before);
            read / self.spool.page
        });
        let records = self.read(page);
        let records = records.map_err(|error| Failure::config(error.to_string()))?;
        let complete = page + 1 >= self.spool.pages.len();
        let next = records.last().map_or_else(
            || Cursor::from_instant(self.now),
            |last| Cursor::after(last.source_time, last.external_id.clone()),
        );
        Ok(Page {
            records,
            unreadable: Vec::new(),
            next,
            complete,
            observed_through: complete.then_some(self.now),
        })
    }

    fn mapping(&self) -> &dyn Mapper {
        self.was.mapping()
    }

    fn breaker(&self) -> &Breaker {
        self.was.breaker()
    }
}
