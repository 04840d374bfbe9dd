//! `quarantine`: a record that could not be understood, set aside with its reason.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A record that could not be understood, set aside with its reason.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quarantine")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The record.
    pub source_record_id: Uuid,
    /// Field at fault.
    #[sea_orm(column_type = "Text")]
    pub path: String,
    /// What is wrong, as a stable name; null in rows of the time before there were any.
    #[sea_orm(column_type = "Text", nullable)]
    pub code: Option<String>,
    /// What is wrong, in English.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// The same in Chinese; null where there is no code.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason_zh: Option<String>,
    /// How to mend it, in English.
    #[sea_orm(column_type = "Text")]
    pub mend: String,
    /// The same in Chinese; null where there is no code.
    #[sea_orm(column_type = "Text", nullable)]
    pub mend_zh: Option<String>,
    /// `open`, `flagged` where the record passed without it, `replayed`, `superseded` or `dismissed`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// When it was set aside (UTC).
    pub created_at: DateTime<Utc>,
    /// Name of the system that sent the record; null where nothing tells it any more.
    #[sea_orm(column_type = "Text", nullable)]
    pub system: Option<String>,
    /// What it was read from; null where nothing tells it any more.
    #[sea_orm(column_type = "Text", nullable)]
    pub stream: Option<String>,
    /// The run in which it was set aside; null where none did, as of a receipt, and in rows of the
    /// time before it was kept.
    pub run_id: Option<Uuid>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
crate::scope::keyed!();
