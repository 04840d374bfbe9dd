//! `key_count`: how many projects have a key.

use sea_orm::entity::prelude::*;

/// How many projects have a key; there is no row of one that none has.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "key_count")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The number of the key (`project_key`); 0 counts all projects that have any, and 1 those of
    /// them without a project code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: i64,
    /// So many projects.
    pub projects: i64,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
