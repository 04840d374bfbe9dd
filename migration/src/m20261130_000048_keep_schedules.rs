use sea_orm_migration::prelude::*;

use crate::table::{Column, add_columns, drop_columns};

/// When a stream was last read on its own account, so that a run that was missed is made up for
/// once, by one worker; when one that failed or was stopped is tried again; and whether somebody
/// paused a system.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STREAM: &[Column] = &[
    Column::instant("begun_at").nullable(),
    Column::instant("retry_at").nullable(),
    Column::int("failures").nullable(),
];

const SYSTEM: &[Column] = &[Column::json("pause").nullable()];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "sync_cursor", STREAM).await?;
        add_columns(manager, "connector_instance", SYSTEM).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "connector_instance", SYSTEM).await?;
        drop_columns(manager, "sync_cursor", STREAM).await
    }
}
