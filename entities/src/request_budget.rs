//! `request_budget`: how much of a rate budget is spent, by all workers of all jurisdictions.

use sea_orm::Select;
use sea_orm::entity::prelude::*;

/// How much of a rate budget is spent.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_budget")]
pub struct Model {
    /// The outside platform: scheme, host and port of its address, or the name that settings give.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The microsecond since 1970 (UTC) at which all of the budget is there again.
    pub stands_at: i64,
}

/// No relations: it is looked up by its name.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Starts a query for one budget. Who spends it is everybody who calls that platform.
    #[must_use]
    pub fn named(name: &str) -> Select<Self> {
        Self::find().filter(Column::Name.eq(name))
    }
}
