use sea_orm_migration::prelude::*;

use crate::table::{Column, add_columns, drop_columns};

/// What a run that goes on waits for within a request, and until when.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const RUN: &[Column] = &[Column::json("waiting_for").nullable()];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "sync_run", RUN).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "sync_run", RUN).await
    }
}
