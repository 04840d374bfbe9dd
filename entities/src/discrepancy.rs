//! `discrepancy`: a field of a project on which sources disagree.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A field of a project on which sources disagree. There is one row for each field, opened and
/// closed as the values come and go.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "discrepancy")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// What the field is of, as in `project_fact`; `-` for the project itself.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// The field.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// `open`, `settled` or `gone` (the sources agree again).
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// The ids of the values that differ, the one that counts first; as they last differed.
    #[sea_orm(column_type = "JsonBinary")]
    pub facts: Json,
    /// The value that counts.
    pub counts_id: Option<Uuid>,
    /// Version of the order of sources by which it counts; none where a person chose it.
    #[sea_orm(column_type = "Text", nullable)]
    pub precedence: Option<String>,
    /// The value that a person chose; it counts until its source says otherwise.
    pub choice_id: Option<Uuid>,
    /// When the sources began to disagree (UTC).
    pub opened_at: DateTime<Utc>,
    /// When the row last changed (UTC).
    pub changed_at: DateTime<Utc>,
    /// How it was settled: `chosen`, `entered` or `known`.
    #[sea_orm(column_type = "Text", nullable)]
    pub way: Option<String>,
    /// Subject of the token of who settled it.
    #[sea_orm(column_type = "Text", nullable)]
    pub settled_by: Option<String>,
    /// When it was settled (UTC).
    pub settled_at: Option<DateTime<Utc>>,
    /// Why it was settled so.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// Grows with every change.
    pub version: i64,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
