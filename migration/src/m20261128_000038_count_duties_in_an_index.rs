use sea_orm_migration::prelude::*;

use crate::table::Order;

/// Duties are counted from an index that holds what they are told apart and judged by: their rows
/// are many times as wide, for they say why.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BEFORE: &[Order] = &[Order::of(
    "obligation_provision_idx",
    "obligation",
    &["jurisdiction_id", "provision", "last_on", "id"],
)
.unknown_first("last_on")];

const AFTER: &[Order] = &[Order::of(
    "obligation_provision_idx",
    "obligation",
    &[
        "jurisdiction_id",
        "provision",
        "last_on",
        "id",
        "project_id",
        "unit_id",
        "pack_id",
        "triggered_on",
        "fulfilled_on",
        "observed_through",
        "undetermined",
        "provisional",
        "incurable",
    ],
)
.unknown_first("last_on")];

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
