//! `allocation`: a resource of shared infrastructure given to a project (资源分配).

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A resource of shared infrastructure given to a project (资源分配).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "allocation")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// Number within its system.
    #[sea_orm(column_type = "Text")]
    pub number: String,
    /// `cloud_host`, `storage`, `network`, `database`, `security` or `other`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// What exactly, in words.
    #[sea_orm(column_type = "Text")]
    pub specification: String,
    /// How many.
    pub quantity: Option<i32>,
    /// From this day.
    pub allocated_on: NaiveDate,
    /// Taken back on this day.
    pub released_on: Option<NaiveDate>,
    /// Where it came from: a system's name, or `person`.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// The raw outside record behind it, if any.
    pub source_record_id: Option<Uuid>,
    /// Subject of the token, or the sync run, that recorded it.
    #[sea_orm(column_type = "Text")]
    pub recorded_by: String,
    /// When it was recorded (UTC).
    pub recorded_at: DateTime<Utc>,
    /// `current`, `corrected` or `voided`.
    #[sea_orm(column_type = "Text")]
    pub standing: String,
    /// The row that this one corrects.
    pub corrects_id: Option<Uuid>,
    /// Why it was corrected or voided.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
