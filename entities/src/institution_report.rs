//! `institution_report`: a recurring submission of a unit for all of its projects, or of a bureau.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A recurring submission of a unit for all of its projects, or of a bureau.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "institution_report")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub institution_id: Uuid,
    /// Vocabulary name.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// `2025-07`, `2025-Q3` or `2026`.
    #[sea_orm(column_type = "Text")]
    pub period: String,
    /// Day of submission.
    pub submitted_on: NaiveDate,
    /// Where it came from: `person`.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// Subject of the token that recorded it.
    #[sea_orm(column_type = "Text")]
    pub recorded_by: String,
    /// When it was recorded (UTC).
    pub recorded_at: DateTime<Utc>,
    /// `current`, `corrected` or `voided`.
    #[sea_orm(column_type = "Text")]
    pub standing: String,
    /// The row this one corrects.
    pub corrects_id: Option<Uuid>,
    /// Why it was corrected or voided.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(institution by InstitutionId);
crate::scope::keyed!();
