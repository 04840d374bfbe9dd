use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use shuniu_entities::{Scope, Tenant, padded, source_record, sync_seen, sync_sweep};
use uuid::Uuid;

use super::note::{self, difference, room};
use super::settle::{self, Outcome};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::sync::attach::Source;
use crate::sync::known::{GONE, REFUSED};
use crate::sync::landed::UNREADABLE;
use crate::sync::lease;
use crate::sync::run::Run;
use crate::transact::{Tx, Work};

/// Identities that are looked at together.
const PAGE: u64 = 1_000;

/// Records that are here and were not seen there.
pub(super) struct Absent {
    /// By identity, with the newest version of each.
    pub(super) records: Vec<(String, Uuid)>,
    /// All that were looked at.
    pub(super) looked_at: i64,
    /// Behind which identity to go on; nothing at the end.
    pub(super) next: Option<String>,
}

/// Looks for what is here of a stream and was not seen by a walk, a number of identities at a time.
/// What came in since the walk began is not looked at: it may lie before its place.
pub(super) async fn absent(
    hub: &Hub,
    source: &Source,
    sweep: &sync_sweep::Model,
    after: Option<&str>,
) -> Result<Absent, Fault> {
    use source_record::Column;
    let scope = Scope::jurisdictions(vec![source.jurisdiction]);
    let mut rows = source_record::Entity::find_in(&scope)
        .filter(Column::ConnectorId.eq(source.id))
        .filter(Column::Stream.eq(sweep.stream.as_str()));
    if let Some(after) = after {
        rows = rows.filter(Column::ExternalId.gt(after));
    }
    type Row = (String, Uuid, String, DateTime<Utc>);
    let rows = rows
        .select_only()
        .columns([
            Column::ExternalId,
            Column::Id,
            Column::Outcome,
            Column::ReceivedAt,
        ])
        .order_by_asc(Column::ExternalId)
        .order_by_asc(Column::SourceTime)
        .order_by_asc(Column::Id)
        .limit(PAGE)
        .into_tuple::<Row>()
        .all(&hub.reader())
        .await?;
    let is_last = (rows.len() as u64) < PAGE;
    let mut newest: BTreeMap<String, (Uuid, String, DateTime<Utc>)> = BTreeMap::new();
    for (external_id, id, outcome, received) in rows {
        newest.insert(external_id, (id, outcome, received));
    }
    // The versions of the last identity may go on behind this page.
    if !is_last && newest.len() > 1 {
        newest.pop_last();
    }
    let next = newest.keys().next_back().cloned().filter(|_| !is_last);
    newest.retain(|external_id, (_, outcome, received)| {
        let stands = outcome != GONE && outcome != REFUSED;
        stands && *received < sweep.began_at && !external_id.starts_with(UNREADABLE)
    });
    let seen = seen(hub, &scope, sweep.id, newest.keys()).await?;
    let looked_at = i64::try_from(newest.len()).unwrap_or(i64::MAX);
    let records = newest
        .into_iter()
        .filter(|(external_id, _)| !seen.contains(external_id))
        .map(|(external_id, (id, _, _))| (external_id, id));
    Ok(Absent {
        records: records.collect(),
        looked_at,
        next,
    })
}

async fn seen(
    hub: &Hub,
    scope: &Scope,
    sweep: Uuid,
    ids: impl Iterator<Item = &String>,
) -> Result<BTreeSet<String>, Fault> {
    let ids: Vec<&String> = ids.collect();
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = sync_seen::Entity::find_in(scope)
        .filter(sync_seen::Column::SweepId.eq(sweep))
        .filter(sync_seen::Column::ExternalId.is_in(padded(&ids)))
        .all(&hub.reader())
        .await?;
    Ok(rows.into_iter().map(|row| row.external_id).collect())
}

impl Run {
    /// Tells what a walk that is complete has found, and what follows from it.
    pub(super) async fn conclude(&self, row: &sync_sweep::Model) -> Result<(), Fault> {
        let (mut here, mut gone, mut listed) = (0, 0, Vec::new());
        if row.kind == "comparison" {
            let mut after: Option<String> = None;
            loop {
                let (hub, source) = (&self.hub, &self.source);
                let found = absent(hub, source, row, after.as_deref()).await?;
                here += found.looked_at;
                gone += i64::try_from(found.records.len()).unwrap_or(i64::MAX);
                let left = usize::try_from(room(row)).unwrap_or(0);
                let left = left.saturating_sub(listed.len());
                listed.extend(found.records.iter().take(left).map(|(_, id)| *id));
                after = found.next;
                if after.is_none() {
                    break;
                }
            }
        }
        let outcome = match row.kind.as_str() {
            "comparison" if gone == 0 => Outcome::Finished,
            "comparison" if self.source.comparison.holds(gone, here) => Outcome::Held,
            "comparison" => Outcome::Withdrawing,
            _ => Outcome::Finished,
        };
        let conclude = Conclude {
            run: self,
            sweep: row.id,
            compared: (row.kind == "comparison").then_some((here, gone)),
            listed,
            outcome,
        };
        self.transact("conclude_sweep", &conclude).await
    }
}

struct Conclude<'a> {
    run: &'a Run,
    sweep: Uuid,
    compared: Option<(i64, i64)>,
    listed: Vec<Uuid>,
    outcome: Outcome,
}

#[async_trait::async_trait]
impl Work for Conclude<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let Run {
            source,
            stream,
            hold,
            ..
        } = self.run;
        lease::keep(tx, source.id, stream, hold.fence).await?;
        let rows = self.listed.iter();
        let rows = rows.map(|id| difference(tx, self.sweep, "missing_there", *id));
        note::list(tx, rows.collect()).await?;
        settle::end(tx, self.sweep, self.outcome, self.compared).await
    }
}
