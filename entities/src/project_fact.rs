//! `project_fact`: one attribute of a project from one source: value, history and provenance in one.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One attribute of a project from one source: value, history and provenance in one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_fact")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// What it is of: `contract:`, `tender:` or `asset:` and what names it in the project; nothing
    /// for the project itself.
    #[sea_orm(column_type = "Text", nullable)]
    pub subject: Option<String>,
    /// Vocabulary name, a header field such as `name`, or a field of the subject.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The value, typed as the vocabulary says.
    #[sea_orm(column_type = "JsonBinary")]
    pub value: Json,
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
    /// `current`, `superseded`, `losing` (another source takes precedence) or `voided`.
    #[sea_orm(column_type = "Text")]
    pub standing: String,
    /// When it stopped being current (UTC).
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it was changed, where a person did.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
