use sea_orm_migration::prelude::*;

use crate::table::Order;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What was performed after its last day was late until then. It is rare, and on a day that is
/// asked about nearly all of it lies in the past.
const LATE: &[Order] = &[Order::of(
    "obligation_late_idx",
    "obligation",
    &["jurisdiction_id", "fulfilled_on", "last_on", "id"],
)
.only("\"fulfilled_on\" > \"last_on\"")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::create_all(manager, LATE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::drop_all(manager, LATE).await
    }
}
