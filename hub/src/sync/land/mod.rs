mod judge;
mod rows;

use chrono::{DateTime, Utc};
use serde_json::json;
use shuniu_connectors::contract::{Cursor, Page, RawRecord, Receipt, RecordError, Stream, System};
use shuniu_entities::{outbox, quarantine, source_record};
use uuid::Uuid;

use super::arrived::{Arrived, Of};
use super::became::{Became, Landing};
use super::flood::{Tide, Watch};
use super::known::{Known, REFUSED};
use super::landed::Landed;
use super::place::place;
use super::reasons::Reasons;
use super::report::Counts;
use super::sweep::{Passed, Walk};
use super::{aside, forget, known_by, lease, marked, name_change, run_row, sweep, turned, veil};
use crate::desk::IMPORT;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::{Tx, Work};

/// The run that a page belongs to, and its hold on the stream; a rehearsal has none.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunHold {
    pub(super) run: Uuid,
    pub(super) fence: i64,
    /// The walk that the page belongs to, beside the cursor of the stream.
    pub(super) walk: Option<Walk>,
    /// What it is judged by; nothing where all that comes is kept.
    pub(super) watch: Option<Watch>,
}

/// Moves the cursor of a stream behind a page.
struct Advance {
    hold: RunHold,
    next: Cursor,
    observed_through: Option<DateTime<Utc>>,
    complete: bool,
}

/// Writes one page and everything that follows from it.
pub(super) struct Land<'a> {
    of: Of<'a>,
    system: System,
    /// How far the stream has been read with this page; nothing for a rehearsal or a receipt.
    advance: Option<Advance>,
    /// The project that the hub asked about, when a receipt is landed.
    asked_for: Option<Uuid>,
    records: Vec<Arrived>,
}

/// What becomes of the records of a page that are not known as they are.
#[derive(Default)]
struct Sifted {
    /// The raw rows to write.
    rows: Vec<source_record::Model>,
    set_aside: Vec<quarantine::Model>,
    became: Vec<Became>,
    /// Which of them are of a project that was declared state-secret.
    shut: Vec<bool>,
    /// Which of them say the same as what is kept.
    unchanged: Vec<bool>,
    /// Why those were that were set aside.
    reasons: Reasons,
    /// What the next page of the run is judged with.
    tide: Tide,
    /// Whether the page ended a flood.
    flood_is_over: bool,
}

impl<'a> Land<'a> {
    /// Takes a page; nothing waits for the database yet. Where most of it is expected to be news it
    /// is mapped before the transaction begins, and what turns out to be news without that within it.
    pub(super) fn new(of: Of<'a>, hold: Option<RunHold>, page: Page, expects_news: bool) -> Self {
        let records = page.records.into_iter();
        let records = records.map(|raw| Arrived::new(of, raw));
        let unreadable = page.unreadable.into_iter();
        let unreadable = unreadable.map(|record| Landed::unreadable(of, record));
        let records: Vec<Arrived> = records.chain(unreadable.map(Arrived::landed_as)).collect();
        if expects_news {
            for record in &records {
                record.landed(of);
            }
        }
        let advance = hold.map(|hold| Advance {
            hold,
            next: page.next,
            observed_through: page.observed_through,
            complete: page.complete,
        });
        Self {
            of,
            system: of.source.connector.system(),
            advance,
            asked_for: None,
            records,
        }
    }

    /// Maps what a system answered to something that was handed over.
    pub(super) fn receipt(of: Of<'a>, receipt: &Receipt, asked: &outbox::Model) -> Self {
        let raw = RawRecord {
            external_id: receipt.number.clone(),
            source_time: receipt.received_at,
            body: receipt.body.clone(),
        };
        let arrived = Arrived::new(of, raw);
        let mut landed = Landed::mapped(of, arrived.raw(), arrived.hash());
        if let Ok(record) = &mut landed.mapped {
            name_change(record, asked);
        }
        Self {
            of,
            system: of.source.connector.system(),
            advance: None,
            asked_for: Some(asked.project_id),
            records: vec![Arrived::landed_as(landed)],
        }
    }

    /// What is wrong with the one record that it is, where that was not understood.
    pub(super) fn wrong(&self) -> Option<&RecordError> {
        self.records.first()?.landed(self.of).mapped.as_ref().err()
    }
}

#[async_trait::async_trait]
impl Work for Land<'_> {
    type Output = Landing;

    async fn run(&self, tx: &mut Tx) -> Result<Landing, Fault> {
        self.go_on(tx).await?;
        let mut known = Known::default();
        let settled = self.settled(tx, &mut known).await?;
        let news = self.records.iter().zip(&settled);
        let news = news.filter(|(_, settled)| !**settled);
        let news: Vec<&Landed> = news.map(|(one, _)| one.landed(self.of)).collect();
        let mut counts = Counts {
            received: count(self.records.len()),
            unchanged: count(self.records.len() - news.len()),
            ..Counts::default()
        };
        let mut sifted = if news.is_empty() {
            let (tide, flood_is_over) = self.judge(tx, &news, &counts).await?;
            Sifted {
                tide,
                flood_is_over,
                ..Sifted::default()
            }
        } else {
            self.sift(tx, &news, &mut known, &mut counts).await?
        };
        self.note_walk(tx, &settled, (&news, &sifted), &known)
            .await?;
        let became = std::mem::take(&mut sifted.became);
        let (tide, flood_is_over) = (sifted.tide, sifted.flood_is_over);
        let reasons = std::mem::take(&mut sifted.reasons);
        if !news.is_empty() {
            self.write(tx, &news, sifted, &known, counts).await?;
        }
        if let Some(advance) = &self.advance {
            run_row::tally(tx, advance.hold.run, counts).await?;
        }
        let mut became = became.into_iter();
        let all = self.records.iter().zip(&settled);
        let all = all.filter_map(|(one, settled)| {
            if *settled {
                Some(known.stays(one.external_id()))
            } else {
                became.next()
            }
        });
        let became = all.collect();
        Ok(Landing {
            counts,
            became,
            reasons,
            tide,
            flood_is_over,
        })
    }
}

impl Land<'_> {
    /// Moves the place in the stream behind the page, while the stream is still ours to read.
    async fn go_on(&self, tx: &Tx) -> Result<(), Fault> {
        let Some(Advance {
            hold,
            next,
            observed_through,
            ..
        }) = &self.advance
        else {
            return Ok(());
        };
        let (connector, stream, fence) = (self.connector(), self.of.stream, hold.fence);
        match hold.walk {
            None => lease::advance(tx, connector, stream, fence, next, *observed_through).await,
            Some(_) => lease::keep(tx, connector, stream, fence).await,
        }
    }

    /// Which records are the newest version that is kept of them, time and text alike: whatever
    /// they bring about, they brought about before. Whoever hands in a ledger is told row by row,
    /// and by who he is, so that each of them is looked at.
    async fn settled(&self, tx: &Tx, known: &mut Known) -> Result<Vec<bool>, Fault> {
        if self.advance.is_none() || self.is_of_people() {
            return Ok(vec![false; self.records.len()]);
        }
        let ids = self.records.iter();
        let ids = ids.map(|one| one.external_id().to_owned());
        known.look_up(tx, self.place(), ids).await?;
        let settled = self
            .records
            .iter()
            .map(|one| known.is_newest(one.external_id(), one.raw().source_time, one.hash()));
        Ok(settled.collect())
    }

    /// Finds out what each record is that is not known as it is, and merges what it says.
    async fn sift(
        &self,
        tx: &mut Tx,
        records: &[&Landed],
        known: &mut Known,
        counts: &mut Counts,
    ) -> Result<Sifted, Fault> {
        let shut = known_by::which(tx, records.iter().map(|one| &one.known_by)).await?;
        let nameless = records.iter().zip(&shut).map(|(one, shut)| {
            let shut = shut.then(|| forget::nameless(tx.seal(), &one.external_id));
            shut.filter(|_| one.marked.is_none())
        });
        let nameless: Vec<Option<String>> = nameless.collect();
        let ids = records.iter().map(|one| one.external_id.clone());
        let ids = ids.chain(nameless.iter().flatten().cloned());
        known.look_up(tx, self.place(), ids).await?;
        let mut rows = Vec::new();
        let mut set_aside = Vec::new();
        let mut incoming = Vec::new();
        let mut became: Vec<Option<Became>> = Vec::with_capacity(records.len());
        let mut unchanged = vec![false; records.len()];
        let mut reasons = Reasons::default();
        for (at, landed) in records.iter().enumerate() {
            if shut[at] {
                // Its project was declared state-secret, whatever the system marks it as.
                counts.refused += 1;
                became.push(Some(Became::Refused));
                let name = nameless[at].as_ref().unwrap_or(&landed.external_id);
                if known.refuse(name) {
                    rows.push(self.refused(tx, name, landed));
                }
                continue;
            }
            if !known.note(landed) {
                counts.unchanged += 1;
                unchanged[at] = true;
                became.push(Some(known.stays(&landed.external_id)));
                continue;
            }
            let id = known.row_of(landed);
            match &landed.mapped {
                Ok(record) if record.classified => {
                    counts.refused += 1;
                    became.push(Some(Became::Refused));
                }
                Ok(record) => {
                    became.push(None);
                    let flags = record.flags.iter();
                    set_aside.extend(flags.map(|flag| aside::flagged(tx, self.whence(), id, flag)));
                    incoming.push(self.incoming(id, landed, record, known));
                }
                Err(error) => {
                    counts.quarantined += 1;
                    reasons.note(&landed.external_id, error);
                    became.push(Some(Became::SetAside));
                    set_aside.push(aside::entry(tx, self.whence(), id, error));
                }
            }
            known.keep(&landed.external_id, id);
            rows.push(self.row(tx, id, landed));
        }
        // Another source that says otherwise is no flood, nor is what waits for a person.
        let (tide, flood_is_over) = self.judge(tx, records, counts).await?;
        let placed = place(tx, &mut rows, incoming, counts).await?;
        for (id, one) in &placed {
            if let Became::Differs(error) = one {
                let row = rows.iter().find(|row| row.id == *id);
                reasons.note(row.map_or("", |row| &row.external_id), error);
                set_aside.push(aside::entry(tx, self.whence(), *id, error));
            }
        }
        let mut placed = placed.into_iter().map(|(_, one)| one);
        let became = became
            .into_iter()
            .filter_map(|one| one.or_else(|| placed.next()));
        let mut became: Vec<Became> = became.collect();
        let of_units = (&shut[..], &unchanged[..]);
        let told = (&mut became[..], counts);
        Box::pin(veil::draw(tx, self, records, of_units, told)).await?;
        Ok(Sifted {
            rows,
            set_aside,
            became,
            shut,
            unchanged,
            reasons,
            tide,
            flood_is_over,
        })
    }

    /// Notes what the page was to the walk that it belongs to.
    async fn note_walk(
        &self,
        tx: &Tx,
        settled: &[bool],
        (news, sifted): (&[&Landed], &Sifted),
        known: &Known,
    ) -> Result<(), Fault> {
        let Some(advance) = &self.advance else {
            return Ok(());
        };
        let Some(walk) = advance.hold.walk else {
            return Ok(());
        };
        let same = self.records.iter().zip(settled);
        let same = same.filter(|(_, settled)| **settled);
        let same = same.map(|(one, _)| Passed {
            external_id: one.external_id(),
            was_here: true,
            row: None,
            same: true,
        });
        let told = news.iter().enumerate();
        let told = told.filter(|(at, one)| !sifted.shut[*at] && one.marked.is_none());
        let told = told.map(|(at, one)| Passed {
            external_id: &one.external_id,
            was_here: known.newest.contains_key(&one.external_id),
            row: sifted
                .rows
                .iter()
                .find(|row| row.external_id == one.external_id),
            same: sifted.unchanged[at],
        });
        let passed: Vec<Passed<'_>> = same.chain(told).collect();
        Box::pin(sweep::note(tx, walk, &advance.next, &passed)).await
    }

    /// Writes what was found out, and what has to follow where records are state-secret.
    async fn write(
        &self,
        tx: &mut Tx,
        records: &[&Landed],
        sifted: Sifted,
        known: &Known,
        counts: Counts,
    ) -> Result<(), Fault> {
        let Sifted {
            rows,
            set_aside,
            shut,
            ..
        } = sifted;
        let newly_refused = count(rows.iter().filter(|row| row.outcome == REFUSED).count());
        rows::write(tx, rows, set_aside, known).await?;
        let system = self.system();
        if self.may_turn() {
            let said = records.iter().zip(&shut);
            let refused = said.filter_map(|(landed, shut)| shut.then_some(*landed));
            let page = (self.connector(), system, self.of.stream.as_str());
            // Boxed, as the other rare ones: what they hold would lie on the stack with every page.
            Box::pin(turned::drop_earlier(tx, page, &turned::refused(refused))).await?;
        }
        let said = records.iter().zip(&shut);
        let said = said.filter_map(|(landed, shut)| (!shut).then_some(*landed));
        let page = (self.connector(), system, self.of.stream);
        let mut secret = Box::pin(marked::heed(tx, page, said)).await?;
        let newly_refused = newly_refused.min(counts.refused);
        if newly_refused > 0 {
            secret.insert(
                "classified_records_refused".to_owned(),
                json!(newly_refused),
            );
        }
        if !secret.is_empty() {
            secret.insert("system".to_owned(), json!(system));
            tx.record(Draft::general("source_record", None, secret));
        }
        Ok(())
    }
}

impl Land<'_> {
    /// Whether a record may be of another project than it was: a receipt is of the project that the
    /// hub asked about, and a row of a ledger bears the identity of its project.
    fn may_turn(&self) -> bool {
        self.asked_for.is_none() && !self.is_of_people()
    }

    fn connector(&self) -> Uuid {
        self.of.source.id
    }

    fn system(&self) -> &str {
        self.system.as_str()
    }

    /// The stream that the records stand in.
    fn place(&self) -> (Uuid, &Stream) {
        (self.connector(), self.of.stream)
    }

    fn is_of_people(&self) -> bool {
        self.system() == IMPORT
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
