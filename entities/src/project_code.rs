//! `project_code`: which project bears a unified project code, across jurisdictions.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Which project bears a unified project code, across jurisdictions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_code")]
pub struct Model {
    /// The unified project code as printed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// The jurisdiction that owns the row.
    pub jurisdiction_id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// When it was registered (UTC).
    pub registered_at: DateTime<Utc>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
