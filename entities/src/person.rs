//! `person`: somebody to turn to about a project. The only table that holds personal contacts.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Somebody to turn to about a project: shown in full to few, and erasable.
///
/// There is one row of a person on a project and no history: what was corrected is gone, and so is
/// what was erased. Its `Debug` shows no contact.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project it belongs to.
    pub project_id: Uuid,
    /// What the person is on the project, such as `leader` (项目负责人).
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// Full name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Telephone number.
    #[sea_orm(column_type = "Text", nullable)]
    pub phone: Option<String>,
    /// Mail address.
    #[sea_orm(column_type = "Text", nullable)]
    pub email: Option<String>,
    /// The unit or firm that the person works for, as told.
    #[sea_orm(column_type = "Text", nullable)]
    pub organization: Option<String>,
    /// Subject of the token that recorded it last.
    #[sea_orm(column_type = "Text")]
    pub recorded_by: String,
    /// When it was recorded last (UTC).
    pub recorded_at: DateTime<Utc>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("person")
            .field("jurisdiction_id", &self.jurisdiction_id)
            .field("id", &self.id)
            .field("project_id", &self.project_id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
crate::scope::keyed!();
