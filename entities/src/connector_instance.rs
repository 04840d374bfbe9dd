//! `connector_instance`: an outside system as one jurisdiction uses it.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// An outside system as one jurisdiction uses it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "connector_instance")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name of the system.
    #[sea_orm(column_type = "Text")]
    pub system: String,
    /// Breaker state, last success and last failure.
    #[sea_orm(column_type = "JsonBinary")]
    pub health: Json,
    /// When its health was last seen (UTC).
    pub checked_at: Option<DateTime<Utc>>,
    /// Since when, by whom and why it is neither read nor handed anything; null if it is not paused.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub pause: Option<Json>,
    /// Grows with every change.
    pub version: i64,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
crate::scope::keyed!();
