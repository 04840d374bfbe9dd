//! `institution_share`: what a project gives its unit to do.

use sea_orm::entity::prelude::*;

/// What a project gives its unit to do: duties that the unit owes once, whatever number of its
/// projects give rise to them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "institution_share")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: Uuid,
    /// Its unit; absent while unknown.
    pub unit_id: Option<Uuid>,
    /// The duties by this project alone: a list of objects with the columns of
    /// `institution_obligation`.
    #[sea_orm(column_type = "JsonBinary")]
    pub duties: Json,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(child);
