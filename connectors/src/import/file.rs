use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};

use super::form::Forms;
use super::kind::Kind;
use super::ledger::{Ledger, Standing};
use crate::Failure;
use crate::contract::{
    CanonicalRecord, CheckReport, Connector, Cursor, Identity, Mapper, Misfit, Page, RawRecord,
    RecordError, Stream, System,
};
use crate::egress::Breaker;
use crate::mapping::Names;

/// What maps the rows of ledgers: the forms of a place, on a day.
#[derive(Clone, Debug)]
pub struct Forming {
    /// The forms.
    pub forms: Forms,
    /// Days after this one are still to come.
    pub today: NaiveDate,
    /// The longest text of a cell, in characters.
    pub longest: usize,
}

impl Mapper for Forming {
    fn version(&self) -> &str {
        self.forms.version()
    }

    /// People's records bring no kind alone: that one is absent from a ledger says nothing.
    fn names_of(&self, _: &Stream) -> Names {
        Names::default()
    }

    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        let kind: Kind = stream.as_str().parse().map_err(|_| {
            RecordError::new("", &Misfit::UnknownStream(stream.as_str().to_owned()))
        })?;
        self.forms.form(kind).map(body, self.today, self.longest)
    }

    fn identity(&self, stream: &Stream, body: &str) -> Identity {
        let kind: Option<Kind> = stream.as_str().parse().ok();
        let form = kind.map(|kind| self.forms.form(kind));
        form.map_or_else(Identity::default, |form| {
            form.identity(body, self.today, self.longest)
        })
    }
}

/// A ledger that people hand in, as a system: one stream, read from its beginning.
#[derive(Debug)]
pub struct LedgerFile {
    streams: Vec<Stream>,
    forming: Forming,
    records: Vec<RawRecord>,
    owner: String,
    received: DateTime<Utc>,
    page: usize,
    breaker: Breaker,
}

impl LedgerFile {
    /// The records of a ledger, received at an instant, so many a page. What `owner` says comes
    /// before the name of each, so that those of one owner never take the place of another's.
    #[must_use]
    pub fn new(
        forming: Forming,
        ledger: &Ledger,
        owner: &str,
        received: DateTime<Utc>,
        page: usize,
    ) -> Self {
        let record = |(name, body): (&String, &String)| RawRecord {
            external_id: format!("{owner}{name}"),
            source_time: received,
            body: body.clone(),
        };
        let named = ledger.rows.iter().filter_map(|row| match &row.standing {
            Standing::Record(name) => Some((name, &row.body)),
            _ => None,
        });
        Self {
            streams: vec![ledger.kind.stream()],
            forming,
            records: named.map(record).collect(),
            owner: owner.to_owned(),
            received,
            page: page.max(1),
            breaker: Breaker::closed(System::IMPORT.as_str(), received),
        }
    }

    /// How many records it has.
    #[must_use]
    pub fn records(&self) -> usize {
        self.records.len()
    }

    /// Without any ledger: what was kept of earlier ones can be mapped again.
    #[must_use]
    pub fn none(forming: Forming, now: DateTime<Utc>) -> Self {
        Self {
            streams: Kind::ALL.map(Kind::stream).to_vec(),
            forming,
            records: Vec::new(),
            owner: String::new(),
            received: now,
            page: 1,
            breaker: Breaker::closed(System::IMPORT.as_str(), now),
        }
    }
}

#[async_trait]
impl Connector for LedgerFile {
    fn system(&self) -> System {
        System::IMPORT
    }

    fn streams(&self) -> &[Stream] {
        &self.streams
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        Ok(CheckReport {
            system: System::IMPORT.to_string(),
            contract: self.forming.version().to_owned(),
            steps: vec!["the file was read".to_owned()],
        })
    }

    /// Within a run the cursor says how many rows were taken.
    async fn pull(&self, _: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        let taken = cursor
            .and_then(Cursor::id)
            .and_then(|text| text.parse().ok());
        let from = taken.unwrap_or(0_usize).min(self.records.len());
        let to = (from + self.page).min(self.records.len());
        Ok(Page {
            records: self.records[from..to].to_vec(),
            unreadable: Vec::new(),
            next: Cursor::after(self.received, to.to_string()),
            complete: to == self.records.len(),
            observed_through: None,
        })
    }

    fn mapping(&self) -> &dyn Mapper {
        &self.forming
    }

    /// A row whose secrecy is marked goes by a digest; were it open, it would go by its own name.
    fn identity(&self, stream: &Stream, raw: &RawRecord) -> Identity {
        let identity = self.forming.identity(stream, &raw.body);
        let names = identity.records.iter();
        Identity {
            records: names.map(|name| format!("{}{name}", self.owner)).collect(),
            ..identity
        }
    }

    fn breaker(&self) -> &Breaker {
        &self.breaker
    }
}
