use sea_orm_migration::prelude::*;

use crate::table::{Column, add_columns, drop_columns};

/// That so many records of a stream could not be understood that it is read on trial only, and how
/// many records of a run were turned back for that.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STREAM: &[Column] = &[Column::json("flood").nullable()];

const RUN: &[Column] = &[Column::big("turned_back").nullable()];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "sync_cursor", STREAM).await?;
        add_columns(manager, "sync_run", RUN).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "sync_run", RUN).await?;
        drop_columns(manager, "sync_cursor", STREAM).await
    }
}
