//! `budget_quota`: money that the budget sets aside for a project in one year (预算指标).

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// Money that the budget sets aside for a project in one year (预算指标).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "budget_quota")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// Number of the document that gives it (指标文号).
    #[sea_orm(column_type = "Text")]
    pub document_number: String,
    /// The budget year.
    pub year: i32,
    /// Amount in fen, above zero.
    pub amount_fen: i64,
    /// One of the names that the vocabulary gives to `funding_sources`.
    #[sea_orm(column_type = "Text", nullable)]
    pub funding_source: Option<String>,
    /// The day of the document.
    pub issued_on: NaiveDate,
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
