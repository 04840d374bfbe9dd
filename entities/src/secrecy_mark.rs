//! `secrecy_mark`: by what a record that its system marks as state-secret is known.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// By what a record that its system marks as state-secret is known, until the system takes the mark
/// back. Keyed digests alone, which tell nothing to whoever lacks the key of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "secrecy_mark")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// Of the record itself, or of a code that names its project; 64 hex digits.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub digest: String,
    /// Of the record itself; 64 hex digits.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub record: String,
    /// Name of the system that marks it.
    #[sea_orm(column_type = "Text")]
    pub system: String,
    /// The system's time of the record that bore the mark first (UTC).
    pub source_time: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
