//! `catalog_entry`: a data resource that a project keeps, in the catalogue of government data (政务数据目录).

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A data resource that a project keeps, in the catalogue of government data (政务数据目录).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "catalog_entry")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// Its code in the catalogue; none until it has one.
    #[sea_orm(column_type = "Text", nullable)]
    pub code: Option<String>,
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The information system that holds it.
    #[sea_orm(column_type = "Text", nullable)]
    pub system_name: Option<String>,
    /// `unconditional`, `conditional` or `not_shared`.
    #[sea_orm(column_type = "Text")]
    pub sharing: String,
    /// `realtime`, `daily`, `weekly`, `monthly`, `quarterly`, `yearly` or `irregular`.
    #[sea_orm(column_type = "Text", nullable)]
    pub update_cycle: Option<String>,
    /// The day on which it was entered in the catalogue; none until then.
    pub registered_on: Option<NaiveDate>,
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
