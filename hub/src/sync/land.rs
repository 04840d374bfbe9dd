use chrono::{DateTime, Utc};
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;
use serde_json::json;
use shuniu_connectors::contract::{
    CanonicalRecord, Cursor, Page, RawRecord, Receipt, RecordError, Stream,
};
use shuniu_entities::{outbox, quarantine, source_record};
use uuid::Uuid;

use super::attach::Source;
use super::became::{Became, Landing};
use super::flood::{Flood, Tide, Verdict, Watch};
use super::known::{Known, REFUSED};
use super::landed::Landed;
use super::merge::Incoming;
use super::place::place;
use super::report::Counts;
use super::sweep::{Passed, Walk};
use super::{aside, forget, known_by, lease, marked, name_change, run_row, sweep, turned, veil};
use crate::desk::IMPORT;
use crate::fault::Fault;
use crate::hub::Hub;
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
    connector: Uuid,
    system: String,
    stream: &'a Stream,
    /// How far the stream has been read with this page; nothing for a rehearsal or a receipt.
    advance: Option<Advance>,
    /// The project that the hub asked about, when a receipt is landed.
    asked_for: Option<Uuid>,
    records: Vec<Landed>,
    mapping_version: String,
}

impl<'a> Land<'a> {
    /// Maps the page; nothing waits for the database yet.
    pub(super) fn new(
        source: &Source,
        stream: &'a Stream,
        hold: Option<RunHold>,
        page: Page,
        hub: &Hub,
    ) -> Self {
        let records = page.records.into_iter();
        let mut records: Vec<Landed> = records
            .map(|raw| Landed::mapped(hub, source, stream, raw))
            .collect();
        for unreadable in page.unreadable {
            records.push(Landed::unreadable(hub, source, stream, unreadable));
        }
        let advance = hold.map(|hold| Advance {
            hold,
            next: page.next,
            observed_through: page.observed_through,
            complete: page.complete,
        });
        Self {
            advance,
            asked_for: None,
            records,
            ..Self::blank(source, stream)
        }
    }

    /// Maps what a system answered to something that was handed over.
    pub(super) fn receipt(
        source: &Source,
        receipt: &Receipt,
        asked: &outbox::Model,
        hub: &Hub,
    ) -> Self {
        let raw = RawRecord {
            external_id: receipt.number.clone(),
            source_time: receipt.received_at,
            body: receipt.body.clone(),
        };
        let mut landed = Landed::mapped(hub, source, &Stream::RECEIPTS, raw);
        if let Ok(record) = &mut landed.mapped {
            name_change(record, asked);
        }
        Self {
            asked_for: Some(asked.project_id),
            records: vec![landed],
            ..Self::blank(source, &Stream::RECEIPTS)
        }
    }

    /// What is wrong with the one record that it is, where that was not understood.
    pub(super) fn wrong(&self) -> Option<&RecordError> {
        self.records.first()?.mapped.as_ref().err()
    }

    fn blank(source: &Source, stream: &'a Stream) -> Self {
        Self {
            connector: source.id,
            system: source.connector.system().as_str().to_owned(),
            stream,
            advance: None,
            asked_for: None,
            records: Vec::new(),
            mapping_version: source.connector.mapping_version().to_owned(),
        }
    }
}

#[async_trait::async_trait]
impl Work for Land<'_> {
    type Output = Landing;

    async fn run(&self, tx: &mut Tx) -> Result<Landing, Fault> {
        if let Some(Advance {
            hold,
            next,
            observed_through,
            ..
        }) = &self.advance
        {
            let (connector, stream, fence) = (self.connector, self.stream, hold.fence);
            match hold.walk {
                None => {
                    lease::advance(tx, connector, stream, fence, next, *observed_through).await?;
                }
                Some(_) => lease::keep(tx, connector, stream, fence).await?,
            }
        }
        let mut counts = Counts {
            received: count(self.records.len()),
            ..Counts::default()
        };
        let shut = known_by::which(tx, self.records.iter().map(|one| &one.known_by)).await?;
        let nameless = self.records.iter().zip(&shut).map(|(one, shut)| {
            let shut = shut.then(|| forget::nameless(tx.seal(), &one.external_id));
            shut.filter(|_| one.marked.is_none())
        });
        let nameless: Vec<Option<String>> = nameless.collect();
        let ids = self.records.iter().map(|one| one.external_id.clone());
        let ids: Vec<String> = ids.chain(nameless.iter().flatten().cloned()).collect();
        let mut known = Known::of(tx, self.connector, self.stream, &ids).await?;
        let mut rows = Vec::new();
        let mut set_aside = Vec::new();
        let mut incoming = Vec::new();
        let mut became: Vec<Option<Became>> = Vec::with_capacity(self.records.len());
        let mut unchanged = vec![false; self.records.len()];
        for (at, landed) in self.records.iter().enumerate() {
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
                    set_aside.extend(flags.map(|flag| aside::flagged(tx, id, flag)));
                    incoming.push(self.incoming(id, landed, record, &known));
                }
                Err(error) => {
                    counts.quarantined += 1;
                    became.push(Some(Became::SetAside));
                    set_aside.push(aside::entry(tx, id, error));
                }
            }
            known.keep(&landed.external_id, id);
            rows.push(self.row(tx, id, landed));
        }
        // Another source that says otherwise is no flood, nor is what waits for a person.
        let (tide, flood_is_over) = self.judge(tx, &counts).await?;
        let placed = place(tx, &mut rows, incoming, &mut counts).await?;
        set_aside.extend(placed.iter().filter_map(|(id, one)| match one {
            Became::Differs(error) => Some(aside::entry(tx, *id, error)),
            _ => None,
        }));
        let mut placed = placed.into_iter().map(|(_, one)| one);
        let became = became
            .into_iter()
            .filter_map(|one| one.or_else(|| placed.next()));
        let mut became: Vec<Became> = became.collect();
        let of_units = (&shut[..], &unchanged[..]);
        let told = (&mut became[..], &mut counts);
        Box::pin(veil::draw(tx, self, &self.records, of_units, told)).await?;
        let newly_refused = count(rows.iter().filter(|row| row.outcome == REFUSED).count());
        if let Some(advance) = &self.advance
            && let Some(walk) = advance.hold.walk
        {
            let skipped = |at: usize| shut[at] || self.records[at].marked.is_some();
            let passed = self.records.iter().enumerate();
            let passed = passed
                .filter(|(at, _)| !skipped(*at))
                .map(|(at, one)| Passed {
                    external_id: &one.external_id,
                    was_here: known.newest.contains_key(&one.external_id),
                    row: rows.iter().find(|row| row.external_id == one.external_id),
                    same: unchanged[at],
                });
            let passed: Vec<Passed<'_>> = passed.collect();
            Box::pin(sweep::note(tx, walk, &advance.next, &passed)).await?;
        }
        self.write(tx, rows, set_aside, &known).await?;
        if self.may_turn() {
            let said = self.records.iter().zip(&shut);
            let refused = said.filter_map(|(landed, shut)| shut.then_some(landed));
            let page = (self.connector, self.system.as_str(), self.stream.as_str());
            // Boxed, as the other rare ones: what they hold would lie on the stack with every page.
            Box::pin(turned::drop_earlier(tx, page, &turned::refused(refused))).await?;
        }
        let said = self.records.iter().zip(&shut);
        let said = said.filter_map(|(landed, shut)| (!shut).then_some(landed));
        let page = (self.connector, self.system.as_str(), self.stream);
        let mut secret = Box::pin(marked::heed(tx, page, said)).await?;
        let newly_refused = newly_refused.min(counts.refused);
        if newly_refused > 0 {
            secret.insert(
                "classified_records_refused".to_owned(),
                json!(newly_refused),
            );
        }
        if !secret.is_empty() {
            secret.insert("system".to_owned(), json!(self.system));
            tx.record(Draft::general("source_record", None, secret));
        }
        if let Some(advance) = &self.advance {
            run_row::tally(tx, advance.hold.run, counts).await?;
        }
        Ok(Landing {
            counts,
            became,
            tide,
            flood_is_over,
        })
    }
}

impl Land<'_> {
    /// Gives up on a page that is part of a flood: nothing of it remains. Gives what the next one is
    /// judged with, and whether this one ended a flood.
    async fn judge(&self, tx: &Tx, counts: &Counts) -> Result<(Tide, bool), Fault> {
        let Some(Advance { hold, complete, .. }) = &self.advance else {
            return Ok((Tide::default(), false));
        };
        let Some(watch) = hold.watch else {
            return Ok((Tide::default(), false));
        };
        let page = Tide {
            new: counts.received - counts.unchanged - counts.refused,
            aside: counts.quarantined,
        };
        let wrong = self.records.iter();
        let mut wrong = wrong.filter_map(|one| one.mapped.as_ref().err());
        match (watch.judge(page, *complete), wrong.next()) {
            (Verdict::Flood(tide), Some(first)) => {
                let flood = Flood::new(tx.now(), tide, (page, counts.received), first);
                let told = serde_json::to_string(&flood);
                let told = told.map_err(|error| Fault::corrupt("flood", error))?;
                Err(Fault::Refused(told))
            }
            (Verdict::Kept { tide, over: true }, _) if watch.trial.is_some() => {
                lease::dry(tx, self.connector, self.stream, hold.fence).await?;
                Ok((tide, true))
            }
            (Verdict::Kept { tide, .. } | Verdict::Flood(tide), _) => Ok((tide, false)),
        }
    }

    /// Whether a record may be of another project than it was: a receipt is of the project that the
    /// hub asked about, and a row of a ledger bears the identity of its project.
    fn may_turn(&self) -> bool {
        self.asked_for.is_none() && self.system != IMPORT
    }

    pub(super) fn incoming(
        &self,
        id: Uuid,
        landed: &Landed,
        record: &CanonicalRecord,
        known: &Known,
    ) -> Incoming {
        Incoming {
            source_record: id,
            system: self.system.clone(),
            stream: self.stream.as_str().to_owned(),
            external_id: landed.external_id.clone(),
            source_time: Some(landed.source_time),
            earlier: known.earlier(&landed.external_id),
            versions: known.ids(&landed.external_id),
            asked_for: self.asked_for,
            mapping_version: self.mapping_version.clone(),
            record: record.clone(),
        }
    }

    /// The raw row; nothing is kept of a record whose secrecy is marked or unreadable.
    fn row(&self, tx: &Tx, id: Uuid, landed: &Landed) -> source_record::Model {
        let (outcome, body) = match &landed.mapped {
            Ok(record) if record.classified => (REFUSED, String::new()),
            Ok(_) => ("merged", landed.body.clone()),
            Err(error) if error.withhold => ("quarantined", String::new()),
            Err(_) => ("quarantined", landed.body.clone()),
        };
        source_record::Model {
            jurisdiction_id: tx.jurisdiction(),
            id,
            connector_id: self.connector,
            stream: self.stream.as_str().to_owned(),
            external_id: landed.external_id.clone(),
            hash: landed.hash.clone(),
            body,
            source_time: landed.source_time,
            received_at: tx.now(),
            outcome: outcome.to_owned(),
            project_id: self.asked_for,
        }
    }

    /// That a record of what was declared state-secret came, so that it is not reported again:
    /// neither its id nor what it says, as of one whose secrecy is marked.
    fn refused(&self, tx: &Tx, name: &str, landed: &Landed) -> source_record::Model {
        source_record::Model {
            external_id: name.to_owned(),
            hash: "-".to_owned(),
            body: String::new(),
            outcome: REFUSED.to_owned(),
            project_id: None,
            ..self.row(tx, Uuid::now_v7(), landed)
        }
    }

    async fn write(
        &self,
        tx: &Tx,
        rows: Vec<source_record::Model>,
        set_aside: Vec<quarantine::Model>,
        known: &Known,
    ) -> Result<(), Fault> {
        let renewed: Vec<Uuid> = rows
            .iter()
            .filter_map(|row| known.newest.get(&row.external_id))
            .map(|k| k.id)
            .collect();
        if !rows.is_empty() {
            let rows = rows.into_iter().map(source_record::ActiveModel::from);
            use source_record::Column;
            // One that comes back as it was has its row already.
            let back = OnConflict::columns([Column::JurisdictionId, Column::Id])
                .update_columns([Column::Outcome, Column::ProjectId, Column::ReceivedAt])
                .to_owned();
            source_record::Entity::insert_many(rows)
                .on_conflict(back)
                .exec_without_returning(tx.db())
                .await?;
        }
        aside::write(tx, set_aside).await?;
        aside::supersede(tx, renewed).await
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
