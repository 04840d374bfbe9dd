use std::collections::BTreeSet;

use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use shuniu_entities::{Scope, Tenant, match_candidate, match_key, padded, source_record};
use uuid::Uuid;

use super::alike::{self, BY_LIKENESS, Offered};
use super::matching::{Match, borne, match_all};
use super::merge::{Incoming, Merged, merge};
use super::{aside, candidate, told};
use crate::desk;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::likened::Kept;
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
    let mut awaited = None;
    loop {
        // What is merged may itself be waited for: a tender by its award.
        let mut borne: BTreeSet<String> = borne(tx).into_keys().collect();
        let changed = changed(tx);
        if !changed.is_empty() {
            let awaited = match awaited {
                Some(awaited) => awaited,
                None => *awaited.insert(any_awaits_likeness(tx).await?),
            };
            let changed = changed.into_iter().filter(|_| awaited);
            let telling = changed.flat_map(|kept| kept.profile().telling());
            borne.extend(telling.map(alike::key));
        }
        let new: Vec<String> = borne
            .into_iter()
            .filter(|key| !looked_up.contains(key))
            .collect();
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
        let (mut settled, mut shown) = (Vec::new(), Vec::new());
        let matches = Box::pin(match_all(tx, &incoming)).await?;
        for ((mut row, one), found) in rows.into_iter().zip(incoming).zip(matches) {
            match found {
                Match::Project(project) => {
                    settled.push((row, project, None));
                    placed.push((project, one));
                }
                Match::Alike(offered) => {
                    placed.push((offered.project, one));
                    settled.push((row, offered.project, Some(offered)));
                }
                // Whoever decides is shown what came since.
                Match::Review(_, offered) if row.candidates != json!(offered) => {
                    row.candidates = json!(offered);
                    row.version += 1;
                    shown.push(row);
                }
                Match::None(_) | Match::Review(..) => {}
            }
        }
        desk::write::<match_candidate::Entity>(tx.db(), shown).await?;
        let records = placed.iter().map(|(_, one)| {
            let read = (one.system.clone(), one.stream.clone());
            (one.source_record, read)
        });
        let records: Vec<_> = records.collect();
        let merged = Box::pin(merge(tx, placed)).await?;
        settle(tx, settled).await?;
        let apart = records.into_iter().zip(&merged);
        let apart = apart.filter_map(|((id, (system, stream)), merged)| {
            let whence = aside::Whence {
                system: &system,
                stream: &stream,
                run: None,
            };
            match merged {
                Merged::Differs(error) => Some(aside::entry(tx, whence, id, error)),
                _ => None,
            }
        });
        let apart = apart.collect();
        aside::put(tx, apart).await?;
    }
}

/// What the projects whose files lie open are compared by, where that is not as it is stored.
fn changed(tx: &Tx) -> Vec<Kept> {
    let places = tx.places();
    let files = tx.desk().files.values();
    let changed = files.filter(|file| file.project.is_dirty());
    let changed = changed.filter_map(|file| {
        let kept = Kept::of(file, &places)?;
        let is_stored = file.project.get().likened.as_ref() == Some(&kept.to_json());
        (!is_stored).then_some(kept)
    });
    changed.collect()
}

/// Whether there ever was a record that waited for a project like it.
async fn any_awaits_likeness(tx: &Tx) -> Result<bool, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let any = match_key::Entity::find_in(&scope)
        .filter(match_key::Column::Key.eq(alike::ANY))
        .one(tx.db())
        .await?;
    Ok(any.is_some())
}

/// The open entries of the review list that wait for one of the keys, the oldest first.
async fn waiting(
    tx: &Tx,
    keys: &[String],
) -> Result<Vec<(match_candidate::Model, Incoming)>, Fault> {
    let candidates = Query::select()
        .column(match_key::Column::CandidateId)
        .from(match_key::Entity)
        .and_where(Expr::col(match_key::Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(match_key::Column::Key).is_in(padded(keys)))
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
async fn settle(
    tx: &mut Tx,
    settled: Vec<(match_candidate::Model, Uuid, Option<Offered>)>,
) -> Result<(), Fault> {
    if settled.is_empty() {
        return Ok(());
    }
    let mut project_of = CaseStatement::new();
    let mut records = Vec::with_capacity(settled.len());
    let mut rows = Vec::with_capacity(settled.len());
    for (mut row, project, offered) in settled {
        let by = if let Some(offered) = &offered {
            tx.record(candidate::told(row.id, row.source_record_id, offered));
            row.candidates = json!([offered]);
            BY_LIKENESS
        } else {
            let body = json!({
                "state": "matched", "source_record": row.source_record_id, "waited": row.reason,
            });
            tx.record(Draft::of_project("match_candidate", row.id, project, body));
            BY_KEY
        };
        let is_it = Expr::col(source_record::Column::Id).eq(row.source_record_id);
        project_of = project_of.case(is_it, Expr::value(project));
        records.push(row.source_record_id);
        "matched".clone_into(&mut row.state);
        row.project_id = Some(project);
        row.settled_by = Some(by.to_owned());
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
