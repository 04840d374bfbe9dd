use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, Query};
use shuniu_entities::{padded, source_record};
use uuid::Uuid;

use super::incoming::Incoming;
use crate::desk::{File, Times};
use crate::fault::Fault;
use crate::transact::Tx;

/// Most records asked about in one statement.
const CHUNK: usize = 400;

/// When the records were changed in their systems, and those behind what the same systems said of
/// the same projects before: one statement, and none where they said nothing.
pub(super) async fn times(tx: &Tx, placed: &[(Uuid, Incoming)]) -> Result<Times, Fault> {
    let mut times = Times::default();
    let mut asked = BTreeSet::new();
    for (_, one) in placed {
        if let Some(at) = one.source_time {
            times.note(one.source_record, at);
        } else {
            asked.insert(one.source_record);
        }
    }
    for (project, one) in placed {
        if let Some(file) = tx.desk().files.get(project) {
            let behind = behind(file, one);
            asked.extend(behind.filter(|id| !one.versions.contains(id) && !times.knows(*id)));
        }
    }
    let asked: Vec<Uuid> = asked.into_iter().collect();
    for asked in asked.chunks(CHUNK) {
        for (record, at) in changed(tx, asked).await? {
            times.note(record, at);
        }
    }
    Ok(times)
}

/// The records behind what the record's system says of what this one speaks of.
fn behind<'a>(file: &'a File, one: &'a Incoming) -> impl Iterator<Item = Uuid> + 'a {
    let record = &one.record;
    let ours = move |source: &str, standing: &str| {
        source == one.system && matches!(standing, "current" | "losing")
    };
    let of_subject = record.tender.is_some()
        || record.award.is_some()
        || record.contract.is_some()
        || record.asset.is_some()
        || record.owned.is_some();
    let facts = file.facts.iter().filter(move |row| {
        let spoken_of = || record.facts.iter().any(|fact| fact.name == row.name);
        ours(&row.source, &row.standing)
            && if row.subject.is_some() {
                of_subject
            } else {
                spoken_of()
            }
    });
    let events = file.events.iter().filter(move |row| {
        let mut spoken_of = record.events.iter();
        ours(&row.source, &row.standing) && spoken_of.any(|event| event.kind == row.kind)
    });
    let documents = file.documents.iter().filter(move |row| {
        let mut spoken_of = record.documents.iter();
        ours(&row.source, &row.standing) && spoken_of.any(|paper| paper.kind == row.kind)
    });
    let facts = facts.filter_map(|row| row.source_record_id);
    let events = events.filter_map(|row| row.source_record_id);
    facts
        .chain(events)
        .chain(documents.filter_map(|row| row.source_record_id))
}

/// When records, or later versions of them that were merged, were changed: one line for each
/// version.
async fn changed(tx: &Tx, records: &[Uuid]) -> Result<Vec<(Uuid, DateTime<Utc>)>, Fault> {
    use source_record::Column;
    let (own, version) = (Alias::new("own"), Alias::new("version"));
    let mut select = Query::select();
    let same = |column: Column| Expr::col((own.clone(), column)).equals((version.clone(), column));
    select
        .column((own.clone(), Column::Id))
        .column((version.clone(), Column::SourceTime))
        .from_as(source_record::Entity, own.clone())
        .join_as(
            JoinType::InnerJoin,
            source_record::Entity,
            version.clone(),
            same(Column::JurisdictionId)
                .and(same(Column::ConnectorId))
                .and(same(Column::Stream))
                .and(same(Column::ExternalId)),
        )
        .and_where(Expr::col((own.clone(), Column::JurisdictionId)).eq(tx.jurisdiction()))
        .and_where(Expr::col((own.clone(), Column::Id)).is_in(padded(records)))
        .and_where(
            Expr::col((version.clone(), Column::Outcome))
                .eq("merged")
                .or(same(Column::Id)),
        );
    let rows = tx.db().query_all(&select).await?;
    let line =
        |row: sea_orm::QueryResult| Ok((row.try_get("", "id")?, row.try_get("", "source_time")?));
    rows.into_iter().map(line).collect()
}
