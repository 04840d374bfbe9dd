//! `sync_cursor`: how far a stream has been read, and what it brings.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// How far a stream has been read, and what it brings.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sync_cursor")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The connector instance.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connector_id: Uuid,
    /// What is read.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: String,
    /// Where to go on; set only with the page it belongs to.
    #[sea_orm(column_type = "Text", nullable)]
    pub cursor: Option<String>,
    /// Everything up to this instant was seen (UTC).
    pub observed_through: Option<DateTime<Utc>>,
    /// Worker that holds the stream; `-` if none.
    #[sea_orm(column_type = "Text")]
    pub holder: String,
    /// Grows with every taking; a stale worker's page is refused.
    pub fence: i64,
    /// When the hold lapses (UTC).
    pub lease_until: DateTime<Utc>,
    /// Kinds of events and documents that the stream brings, as a list of vocabulary names; of
    /// them the record is complete only as far as the stream was read. Empty once the stream is
    /// retired; null while no process has told what it brings.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub kinds: Option<Json>,
    /// When the last run over it began (UTC).
    pub begun_at: Option<DateTime<Utc>>,
    /// When a run that failed, was stopped or never reported its end is made up for (UTC).
    pub retry_at: Option<DateTime<Utc>>,
    /// Runs in a row that failed.
    pub failures: Option<i32>,
    /// That so many of its records could not be understood that one page is read on trial only:
    /// since when, how many of how many, and what was wrong with the first; null otherwise.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub flood: Option<Json>,
    /// The run over it that goes on, or was the last.
    pub run_id: Option<Uuid>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
