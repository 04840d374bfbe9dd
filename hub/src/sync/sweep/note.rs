use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use shuniu_connectors::contract::Cursor;
use shuniu_entities::{source_record, sync_difference, sync_seen, sync_sweep};
use uuid::Uuid;

use crate::db::{There, insert};
use crate::fault::Fault;
use crate::transact::Tx;

/// Most records that are listed of a comparison; all of them are counted.
const LISTED: i64 = 1_000;

/// The walk that a page belongs to.
#[derive(Clone, Copy, Debug)]
pub(in crate::sync) struct Walk {
    pub(in crate::sync) id: Uuid,
    pub(in crate::sync) compares: bool,
    /// How many more records are listed.
    pub(in crate::sync) room: i64,
}

/// A record that was walked past.
pub(in crate::sync) struct Passed<'a> {
    pub(in crate::sync) external_id: &'a str,
    /// Whether something of it was here before.
    pub(in crate::sync) was_here: bool,
    /// It as it came, where it is news.
    pub(in crate::sync) row: Option<&'a source_record::Model>,
    /// Whether it says what it said before.
    pub(in crate::sync) same: bool,
}

/// Moves the place of a walk behind a page, with what the page was to it.
pub(in crate::sync) async fn note(
    tx: &Tx,
    walk: Walk,
    next: &Cursor,
    passed: &[Passed<'_>],
) -> Result<(), Fault> {
    let (mut same, mut differing, mut missing_here) = (0_i64, 0_i64, 0_i64);
    let mut differences = Vec::new();
    let room = usize::try_from(walk.room).unwrap_or(0);
    for one in passed {
        let kind = match one {
            Passed { same: true, .. } => {
                same += 1;
                continue;
            }
            Passed { was_here: true, .. } => {
                differing += 1;
                "differing"
            }
            _ => {
                missing_here += 1;
                "missing_here"
            }
        };
        if let Some(row) = one
            .row
            .filter(|_| walk.compares && differences.len() < room)
        {
            differences.push(difference(tx, walk.id, kind, row.id));
        }
    }
    use sync_sweep::Column;
    let mut advance = Query::update();
    advance
        .table(sync_sweep::Entity)
        .value(Column::Cursor, next.to_text())
        .value(Column::Failure, None::<String>);
    let received = i64::try_from(passed.len()).unwrap_or(i64::MAX);
    for (column, more) in [
        (Column::Pages, 1),
        (Column::Received, received),
        (Column::Same, same),
        (Column::Differing, differing),
        (Column::MissingHere, missing_here),
    ] {
        advance.value(column, Expr::col(column).add(more));
    }
    advance
        .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(Column::Id).eq(walk.id));
    tx.db().execute(&advance).await?;
    list(tx, differences).await?;
    if walk.compares {
        see(tx, walk.id, passed).await?;
    }
    Ok(())
}

async fn see(tx: &Tx, sweep: Uuid, passed: &[Passed<'_>]) -> Result<(), Fault> {
    let ids: BTreeSet<&str> = passed.iter().map(|one| one.external_id).collect();
    let rows = ids.into_iter().map(|id| sync_seen::Model {
        jurisdiction_id: tx.jurisdiction(),
        sweep_id: sweep,
        external_id: id.to_owned(),
    });
    insert::<sync_seen::Entity, _>(tx.db(), rows.collect(), There::Stays).await?;
    Ok(())
}

/// A record in which the two sides differ.
pub(super) fn difference(
    tx: &Tx,
    sweep: Uuid,
    kind: &str,
    source_record: Uuid,
) -> sync_difference::Model {
    sync_difference::Model {
        jurisdiction_id: tx.jurisdiction(),
        id: Uuid::now_v7(),
        sweep_id: sweep,
        kind: kind.to_owned(),
        source_record_id: source_record,
    }
}

/// Lists differences.
pub(super) async fn list(tx: &Tx, differences: Vec<sync_difference::Model>) -> Result<(), Fault> {
    insert::<sync_difference::Entity, _>(tx.db(), differences, There::Never).await?;
    Ok(())
}

/// How many more records of a walk are listed.
pub(super) fn room(row: &sync_sweep::Model) -> i64 {
    Ord::max(LISTED - row.differing - row.missing_here, 0)
}
