//! `sync_sweep`: a walk through what a stream holds, beside its increments.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A walk through what a stream holds, beside its increments: a complete comparison or a backfill.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sync_sweep")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The connector instance.
    pub connector_id: Uuid,
    /// What is walked through.
    #[sea_orm(column_type = "Text")]
    pub stream: String,
    /// `comparison` or `backfill`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// `running`, `held` (so much is gone that a person has to say whether it is), `withdrawing`,
    /// `finished`, `dismissed` or `failed`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// The first change that is read; from the beginning if null (UTC).
    pub since: Option<DateTime<Utc>>,
    /// The first change that is read no more; to the end if null (UTC).
    pub until: Option<DateTime<Utc>>,
    /// Where to go on; set only with the page it belongs to.
    #[sea_orm(column_type = "Text", nullable)]
    pub cursor: Option<String>,
    /// Who asked for it: a subject, or `schedule`.
    #[sea_orm(column_type = "Text")]
    pub asked_by: String,
    /// What a person said when it was held.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// When it began (UTC).
    pub began_at: DateTime<Utc>,
    /// When it ended (UTC).
    pub ended_at: Option<DateTime<Utc>>,
    /// Pages committed.
    pub pages: i64,
    /// Records received.
    pub received: i64,
    /// Records that are the same on both sides.
    pub same: i64,
    /// Records that were otherwise here.
    pub differing: i64,
    /// Records that were not here.
    pub missing_here: i64,
    /// Records that are here and were not there; null until the walk is complete.
    pub missing_there: Option<i64>,
    /// Records that were here; null until the walk is complete.
    pub held_here: Option<i64>,
    /// Why it failed, and what to do.
    #[sea_orm(column_type = "Text", nullable)]
    pub failure: Option<String>,
    /// Grows with every change of its state.
    pub version: i64,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
crate::scope::keyed!();
