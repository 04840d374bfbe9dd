//! `project_relation`: what a project is to another one of its jurisdiction.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// What a project is to another one of its jurisdiction. Each relation stands in both files, so
/// that either tells of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_relation")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project in whose file it stands.
    pub project_id: Uuid,
    /// The other one.
    pub other_id: Uuid,
    /// What the other one is to it: `predecessor`, `successor` or `linked`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Subject of the token that recorded it.
    #[sea_orm(column_type = "Text")]
    pub recorded_by: String,
    /// When it was recorded (UTC).
    pub recorded_at: DateTime<Utc>,
    /// `current` or `voided`.
    #[sea_orm(column_type = "Text")]
    pub standing: String,
    /// Why it was voided.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
