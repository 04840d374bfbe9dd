use sea_orm_migration::prelude::*;

use crate::table::Order;

/// What its projects give a unit to do is read some projects at a time, in their order: otherwise
/// each time all of the unit would be sorted, or all of the place looked through.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BEFORE: &[Order] = &[Order::of(
    "institution_share_unit_idx",
    "institution_share",
    &["jurisdiction_id", "unit_id"],
)];

const AFTER: &[Order] = &[Order::of(
    "institution_share_unit_idx",
    "institution_share",
    &["jurisdiction_id", "unit_id", "project_id"],
)];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::drop_all(manager, BEFORE).await?;
        Order::create_all(manager, AFTER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::drop_all(manager, AFTER).await?;
        Order::create_all(manager, BEFORE).await
    }
}
