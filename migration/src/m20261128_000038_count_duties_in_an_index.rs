use sea_orm_migration::prelude::*;

use crate::table::Order;

/// Duties are counted from an index that holds what they are told apart and judged by: their rows
/// are many times as wide, for they say why.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const ORDERS: &[Order] = &[Order::of(
    "obligation_counted_idx",
    "obligation",
    &[
        "jurisdiction_id",
        "provision",
        "project_id",
        "unit_id",
        "pack_id",
        "triggered_on",
        "last_on",
        "fulfilled_on",
        "observed_through",
        "undetermined",
        "provisional",
        "incurable",
    ],
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
