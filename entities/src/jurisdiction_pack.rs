//! `jurisdiction_pack`: a law pack that a jurisdiction applies, in order of layers.

use chrono::NaiveDate;
use sea_orm::Select;
use sea_orm::entity::prelude::*;

/// A law pack that a jurisdiction applies, in order of layers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jurisdiction_pack")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// Order of the layer, national first.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// Identity of the pack.
    #[sea_orm(column_type = "Text")]
    pub pack_id: String,
    /// Day it took effect here, where the text leaves it open.
    pub effective_on: Option<NaiveDate>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Starts a query over the packs of all jurisdictions: reference data, the same for all.
    #[must_use]
    pub fn all_of_them() -> Select<Self> {
        Self::find()
    }
}
