//! `document`: a piece of evidence on file.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A piece of evidence on file.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// Vocabulary name.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Day of submission or receipt, where known.
    pub filed_on: Option<NaiveDate>,
    /// Further attributes the vocabulary gives.
    #[sea_orm(column_type = "JsonBinary")]
    pub attributes: Json,
    /// Contract, lot or asset it names; `-` for the project itself.
    #[sea_orm(column_type = "Text")]
    pub occurrence: String,
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
    /// `current`, `corrected`, `voided`, `losing` (a person's correction of what its source said
    /// counts) or `superseded` (a newer record of its source says otherwise).
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

crate::scope::tenant!(child);
crate::scope::keyed!();
