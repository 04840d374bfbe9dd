use sea_orm_migration::prelude::*;

use crate::table::Order;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Whoever hands in a name finds its project however the name is spaced and written.
const ORDERS: &[Order] = &[Order::of(
    "project_folded_name_idx",
    "project",
    &["jurisdiction_id", "name_folded"],
)];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::create_all(manager, ORDERS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::drop_all(manager, ORDERS).await
    }
}
