use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use shuniu_connectors::import::{FileProblem, Kind, Ledger, LedgerFile, UnreadSheet, Upload};
use shuniu_entities::Key;
use uuid::Uuid;

use super::answer::Answer;
use crate::access::{Caller, Permission};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::sync::{Became, By, Counts, Progress, RunReport, SyncError, Taking, ensure_instance};
use crate::transact::Actor;

/// A ledger that somebody hands in.
#[derive(Clone, Debug)]
pub struct Order {
    /// The file.
    pub bytes: Arc<[u8]>,
    /// What its rows are.
    pub kind: Kind,
    /// The sheet to be read; without one, that which fits.
    pub sheet: Option<String>,
    /// Do everything, and leave no trace.
    pub dry_run: bool,
}

/// A ledger that was taken in, or a rehearsal of that.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// What its rows are.
    pub kind: Kind,
    /// Whether nothing of it was kept.
    pub dry_run: bool,
    /// The run on record; none for a rehearsal.
    #[serde(skip)]
    pub run: Option<Key>,
    /// In numbers, what this run did: the records alone.
    pub counts: Counts,
    /// How many rows somebody has to mend, those that were handed in before among them.
    pub to_be_mended: usize,
    /// Each row, from top to bottom.
    pub rows: Vec<Answer>,
    /// Columns that were left out because nobody knows their headings.
    pub left_out: Vec<String>,
    /// Other sheets that look like ledgers of the kind and were left out.
    pub other_sheets: Vec<String>,
    /// All other sheets in which something stands, hidden ones among them.
    pub unread_sheets: Vec<UnreadSheet>,
    /// What was read.
    #[serde(skip)]
    pub ledger: Arc<Ledger>,
}

/// Why nothing, or not all, of a ledger was taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file as a whole; nothing of it was taken in.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// Somebody else imports a ledger of the kind; nothing was taken in.
    #[error("another ledger of {0} is being imported here; try again when it is done")]
    Busy(Kind),
    /// It could not begin, or was a rehearsal; nothing was taken in.
    #[error(transparent)]
    Inside(#[from] Fault),
    /// It ended early; the pages committed before stay, and importing the file again goes on.
    #[error("{cause}; {}", broken_off(*.landed, *.of))]
    BrokenOff {
        /// How many of its records were committed, at least: the answer to a commit may be lost.
        landed: usize,
        /// How many it has.
        of: usize,
        /// Why it ended.
        cause: Fault,
    },
}

impl Hub {
    /// Takes in a ledger: the file is read whole first, then its rows land page by page. A file
    /// that cannot be read, or is of another kind, leaves nothing; a row that is not understood
    /// is set aside whole. Imported again, it changes nothing, and goes on where it was cut off.
    ///
    /// # Errors
    ///
    /// [`ImportError`].
    pub async fn import(
        &self,
        caller: &Caller,
        jurisdiction: Uuid,
        order: Order,
    ) -> Result<Imported, ImportError> {
        let scope = self
            .scope_in(caller, Permission::RecordProject, jurisdiction)
            .await?;
        let rules = Arc::clone(self.ledger_rules());
        let (today, now) = (self.clock().today(), self.clock().now());
        let forming = rules.forming(&self.local_law(jurisdiction), today)?;
        let (kind, dry_run) = (order.kind, order.dry_run);
        let (forms, limits) = (forming.forms.clone(), rules.limits);
        // A large file takes a while to read, and nobody waits for it.
        let read = tokio::task::spawn_blocking(move || {
            let upload = Upload {
                bytes: &order.bytes,
                kind,
                sheet: order.sheet.as_deref(),
            };
            Ledger::read(&upload, &forms, &limits, today)
        });
        let ledger = read
            .await
            .map_err(|error| Fault::corrupt("ledger", error))??;
        // What a unit says never takes the place of what somebody else says of the same record.
        let owner = match &caller.organization {
            Some(code) if scope.is_confined_to_units() => format!("{}/", code.as_str()),
            _ => String::new(),
        };
        let file = Arc::new(LedgerFile::new(forming, &ledger, &owner, now, rules.page));
        let records = file.records();
        let by = By {
            actor: Actor {
                subject: caller.subject.clone(),
                role: caller.role.as_str(),
            },
            scope,
            page: "import_page",
        };
        let stream = kind.stream();
        let (report, became, run) = if dry_run {
            let source = self.source_for_rehearsal(jurisdiction, file).await?;
            let (report, became) = self
                .rehearse_run(&source, &stream, &by)
                .await
                .map_err(|error| inside(kind, error))?;
            (report, became, None)
        } else {
            let source = ensure_instance(self, jurisdiction, file).await?;
            let run = self.begin_run(&source, &stream, by, Taking::Asked).await?;
            let run = run.ok_or(ImportError::Busy(kind))?;
            let key = run.key();
            let told = Told::default();
            let report = run.read(true, &told).await;
            let became = told.all();
            let report = report.map_err(|error| match inside(kind, error) {
                ImportError::Inside(cause) => ImportError::BrokenOff {
                    landed: became.len(),
                    of: records,
                    cause,
                },
                other => other,
            })?;
            (report, became, Some(key))
        };
        Ok(imported(ledger, &report, became, run, dry_run))
    }
}

fn imported(
    ledger: Ledger,
    report: &RunReport,
    became: Vec<Became>,
    run: Option<Key>,
    dry_run: bool,
) -> Imported {
    let rows = Answer::all(&ledger, became);
    let mended = rows.iter().filter(|row| row.fate.is_to_be_mended());
    Imported {
        kind: ledger.kind,
        dry_run,
        run,
        counts: report.counts,
        to_be_mended: mended.count(),
        rows,
        left_out: ledger
            .layout
            .left_out
            .iter()
            .map(shuniu_connectors::import::LeftOut::hint)
            .collect(),
        other_sheets: ledger.other_sheets.clone(),
        unread_sheets: ledger.unread_sheets.clone(),
        ledger: Arc::new(ledger),
    }
}

/// How far a ledger was taken in, and what to do now, in both languages.
#[must_use]
pub fn broken_off(landed: usize, of: usize) -> String {
    format!(
        "导入中断时已完成 {landed} 条，共 {of} 条；已完成的保留，请再次提交同一文件，将接着导入；it broke off when {landed} of {of} records were done, and these stay; hand in the same \
         file again, and it goes on"
    )
}

fn inside(kind: Kind, error: SyncError) -> ImportError {
    match error {
        SyncError::Busy { .. } => ImportError::Busy(kind),
        SyncError::Inside(fault) => ImportError::Inside(fault),
        other => ImportError::Inside(Fault::corrupt("ledger", other)),
    }
}

/// Remembers what became of each record.
#[derive(Default)]
struct Told(Mutex<Vec<Became>>);

impl Told {
    fn all(self) -> Vec<Became> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Told {
    fn page(&self, _: &str, _: &str, _: &Counts) {}

    fn landed(&self, became: Vec<Became>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(became);
    }
}
