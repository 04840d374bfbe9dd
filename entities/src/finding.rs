//! `finding`: a rule broken or doubtful that no deadline expresses.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A rule broken or doubtful that no deadline expresses.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "finding")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The project it belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: Uuid,
    /// What was found, unique in the project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// The provision concerned.
    #[sea_orm(column_type = "Text", nullable)]
    pub provision: Option<String>,
    /// Particulars.
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
    /// When it was found (UTC).
    pub found_at: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
