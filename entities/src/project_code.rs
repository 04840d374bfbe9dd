//! `project_code`: which project bears a unified project code, across jurisdictions.

use chrono::{DateTime, Utc};
use sea_orm::Select;
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

impl Entity {
    /// Starts a query for the bearers of codes, in all jurisdictions: whether a code is taken is
    /// everybody's business, what its project says is not.
    #[must_use]
    pub fn of_codes(codes: &[String]) -> Select<Self> {
        Self::find().filter(Column::Code.is_in(crate::padded(codes)))
    }
}
