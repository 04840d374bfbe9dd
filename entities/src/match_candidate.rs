//! `match_candidate`: a record without a certain project, for a person to settle.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A record without a certain project, for a person to settle.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "match_candidate")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The record.
    pub source_record_id: Uuid,
    /// Why it was not matched, as a stable name; null in rows of the time before there were any.
    #[sea_orm(column_type = "Text", nullable)]
    pub code: Option<String>,
    /// Why it was not matched, in English.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// The same in Chinese; null where there is no code.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason_zh: Option<String>,
    /// What the record says, mapped.
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Json,
    /// Projects it may belong to, best first.
    #[sea_orm(column_type = "JsonBinary")]
    pub candidates: Json,
    /// `open`, `matched` or `dismissed`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// What it was settled to.
    pub project_id: Option<Uuid>,
    /// Who settled it.
    #[sea_orm(column_type = "Text", nullable)]
    pub settled_by: Option<String>,
    /// The projects that a person took the record out of, by their ids; null where there are none.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub barred: Option<Json>,
    /// When it was listed (UTC).
    pub created_at: DateTime<Utc>,
    /// Grows with every change.
    pub version: i64,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
