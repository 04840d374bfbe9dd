use sea_orm_migration::prelude::*;

use crate::table::{Column, add_columns, drop_columns};

/// Which run over a stream goes on, or was the last.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STREAM: &[Column] = &[Column::uuid("run_id").nullable()];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "sync_cursor", STREAM).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "sync_cursor", STREAM).await
    }
}
