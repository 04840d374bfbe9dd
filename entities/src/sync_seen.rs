//! `sync_seen`: what a comparison that is under way has seen so far.

use sea_orm::entity::prelude::*;

/// A record that a comparison has seen; kept until it is complete.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sync_seen")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The comparison.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sweep_id: Uuid,
    /// The system's own identity of the record.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub external_id: String,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
