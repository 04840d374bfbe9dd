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
    /// What is wrong.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// How to mend it.
    #[sea_orm(column_type = "Text")]
    pub mend: String,
    /// `open`, `replayed` or `superseded`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// When it was set aside (UTC).
    pub created_at: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
crate::scope::keyed!();
