//! `assessment_day`: the day for which all projects of a jurisdiction are assessed.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// The day for which all projects of a jurisdiction are assessed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_day")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// Every project is assessed for this day or later.
    pub assessed_for: NaiveDate,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(plain);
