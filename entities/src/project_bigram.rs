//! `project_bigram`: two characters that stand side by side in the name of a project.

use sea_orm::entity::prelude::*;

/// Two characters that stand side by side in the folded name of a project, by which it is found.
/// State-secret projects have none.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_bigram")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The two characters.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub bigram: String,
    /// The project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: Uuid,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
