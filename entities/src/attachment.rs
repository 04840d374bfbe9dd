//! `attachment`: that a document is evidence of an event or of a duty (佐证).

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// That a document is evidence of an event or of a duty of the same project (佐证): of one of the
/// two in each row.
///
/// A duty is named as the law names it and not by its row, which goes when the law no longer
/// demands it and is another one when it comes again.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The event that it evidences; absent where it is a duty.
    pub event_id: Option<Uuid>,
    /// Provision of the duty that it evidences; absent where it is an event, as are the others.
    #[sea_orm(column_type = "Text", nullable)]
    pub provision: Option<String>,
    /// Subject of the duty: contract, lot or asset; `-` for the project.
    #[sea_orm(column_type = "Text", nullable)]
    pub subject: Option<String>,
    /// Which of several clocks the duty is; `-` where there is one only.
    #[sea_orm(column_type = "Text", nullable)]
    pub occurrence: Option<String>,
    /// Period of a recurring duty; `-` otherwise.
    #[sea_orm(column_type = "Text", nullable)]
    pub period: Option<String>,
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
    /// `current`, `corrected` (what it names was corrected, and another row names that) or `voided`.
    #[sea_orm(column_type = "Text")]
    pub standing: String,
    /// The row in whose place this one came.
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
