use sea_orm_migration::prelude::*;

use crate::table::{Column, add_columns, drop_columns};

/// A payment keeps its voucher number, which names it within the month in which it was paid. Those
/// of before have none.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: &[Column] = &[Column::text("number").nullable()];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "payment", COLUMNS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "payment", COLUMNS).await
    }
}
