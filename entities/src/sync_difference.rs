//! `sync_difference`: a record in which the two sides of a comparison differed.

use sea_orm::entity::prelude::*;

/// A record in which the two sides of a comparison differed. What it says stands in the raw record,
/// and in the version before.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sync_difference")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// UUIDv7 within the jurisdiction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The comparison.
    pub sweep_id: Uuid,
    /// `differing`, `missing_here` or `missing_there`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The record as it came, or of one that is gone as it came last.
    pub source_record_id: Uuid,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
crate::scope::keyed!();
