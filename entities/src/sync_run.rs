//! `sync_run`: one run over one stream.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One run over one stream.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sync_run")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The connector instance.
    pub connector_id: Uuid,
    /// What was read.
    #[sea_orm(column_type = "Text")]
    pub stream: String,
    /// `running`, `finished`, `interrupted` or `failed`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// When it began (UTC).
    pub started_at: DateTime<Utc>,
    /// When it ended (UTC).
    pub finished_at: Option<DateTime<Utc>>,
    /// Pages committed.
    pub pages: i64,
    /// Records received.
    pub received: i64,
    /// Records already known.
    pub unchanged: i64,
    /// Records merged.
    pub merged: i64,
    /// Records sent to review.
    pub unmatched: i64,
    /// Records set aside.
    pub quarantined: i64,
    /// Records of state-secret projects, refused and dropped.
    pub refused: i64,
    /// Records of the page of which so many could not be understood that nothing of it was kept;
    /// null for runs of the time before they were counted.
    pub turned_back: Option<i64>,
    /// Why it failed, and what to do.
    #[sea_orm(column_type = "Text", nullable)]
    pub failure: Option<String>,
    /// What it waits for within a request, and until when, while it runs; null otherwise.
    pub waiting_for: Option<Json>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
crate::scope::keyed!();
