use std::collections::BTreeSet;

use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use shuniu_entities::{Scope, Tenant, match_candidate, match_key, source_record};
use uuid::Uuid;

use super::matching::{Match, borne, match_all};
use super::merge::{Incoming, Merged, merge};
use super::{aside, told};
use crate::desk;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Who settled what settled itself.
pub(super) const BY_KEY: &str = "match";

/// Merges the records that waited for what this transaction brought: a project's code, the tender
/// of an award, the card of an asset. So it does not matter which system is read first; nor whether
/// one marked the project as state-secret before the hub knew it.
pub(crate) async fn rejoin(tx: &mut Tx) -> Result<(), Fault> {
    join(tx).await?;
    told::heed(tx).await
}

async fn join(tx: &mut Tx) -> Result<(), Fault> {
    let mut looked_up = BTreeSet::new();
    loop {
        // What is merged may itself be waited for: a tender by its award.
        let borne = borne(tx).into_keys();
        let new: Vec<String> = borne.filter(|key| !looked_up.contains(key)).collect();
        if new.is_empty() {
            return Ok(());
        }
        tx.alone_with_codes().await?;
        let waiting = waiting(tx, &new).await?;
        looked_up.extend(new);
        if waiting.is_empty() {
            return Ok(());
        }
        let (rows, incoming): (Vec<_>, Vec<_>) = waiting.into_iter().unzip();
        let mut placed = Vec::new();
        let mut settled = Vec::new();
        let matches = match_all(tx, &incoming).await?;
        for ((row, one), found) in rows.into_iter().zip(incoming).zip(matches) {
            if let Match::Project(project) = found {
                settled.push((row, project));
                placed.push((project, one));
            }
        }
        let records: Vec<Uuid> = placed.iter().map(|(_, one)| one.source_record).collect();
        let merged = merge(tx, placed).await?;
        settle(tx, settled).await?;
        let apart = records.into_iter().zip(&merged);
        let apart = apart.filter_map(|(id, merged)| match merged {
            Merged::Differs(error) => Some(aside::entry(tx, id, error)),
            _ => None,
        });
        let apart = apart.collect();
        aside::put(tx, apart).await?;
    }
}

/// The open entries of the review list that wait for one of the keys, the oldest first.
async fn waiting(
    tx: &Tx,
    keys: &[String],
) -> Result<Vec<(match_candidate::Model, Incoming)>, Fault> {
    let size = keys.len().next_power_of_two();
    let padded = keys.iter().chain(keys.last().into_iter().cycle());
    let padded: Vec<&String> = padded.take(size).collect();
    let candidates = Query::select()
        .column(match_key::Column::CandidateId)
        .from(match_key::Entity)
        .and_where(Expr::col(match_key::Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(match_key::Column::Key).is_in(padded))
        .to_owned();
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let rows = match_candidate::Entity::find_in(&scope)
        .filter(match_candidate::Column::State.eq("open"))
        .filter(match_candidate::Column::Id.in_subquery(candidates))
        .order_by_asc(match_candidate::Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter()
        .map(|row| {
            let incoming = serde_json::from_value(row.summary.clone())
                .map_err(|error| Fault::corrupt("review entry", error))?;
            Ok((row, incoming))
        })
        .collect()
}

/// Writes down what the entries were settled to: one statement for each of the two tables.
async fn settle(tx: &mut Tx, settled: Vec<(match_candidate::Model, Uuid)>) -> Result<(), Fault> {
    if settled.is_empty() {
        return Ok(());
    }
    let mut project_of = CaseStatement::new();
    let mut records = Vec::with_capacity(settled.len());
    let mut rows = Vec::with_capacity(settled.len());
    for (mut row, project) in settled {
        let body = json!({
            "state": "matched", "source_record": row.source_record_id, "waited": row.reason,
        });
        tx.record(Draft::of_project("match_candidate", row.id, project, body));
        let is_it = Expr::col(source_record::Column::Id).eq(row.source_record_id);
        project_of = project_of.case(is_it, Expr::value(project));
        records.push(row.source_record_id);
        "matched".clone_into(&mut row.state);
        row.project_id = Some(project);
        row.settled_by = Some(BY_KEY.to_owned());
        row.version += 1;
        rows.push(row);
    }
    desk::write::<match_candidate::Entity>(tx.db(), rows).await?;
    source_record::Entity::update_many()
        .col_expr(source_record::Column::Outcome, Expr::value("merged"))
        .col_expr(source_record::Column::ProjectId, project_of.into())
        .filter(source_record::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(source_record::Column::Id.is_in(records))
        .exec(tx.db())
        .await?;
    Ok(())
}
