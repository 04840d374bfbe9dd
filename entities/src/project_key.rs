//! `project_key`: what a project is found by when records are compared with it.

use sea_orm::entity::prelude::*;

/// What a project is found by when records without a code are compared with it: two characters of
/// its name, its unit with a year or a sum. State-secret projects have none.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_key")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The number of the key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: i64,
    /// The project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: Uuid,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
