use sea_orm_migration::prelude::*;

use crate::table::{Column, add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Rows that were there before have a reason in English only.
const QUARANTINE: &[Column] = &[
    Column::text("code").nullable(),
    Column::text("reason_zh").nullable(),
    Column::text("mend_zh").nullable(),
];

const MATCH_CANDIDATE: &[Column] = &[
    Column::text("code").nullable(),
    Column::text("reason_zh").nullable(),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "quarantine", QUARANTINE).await?;
        add_columns(manager, "match_candidate", MATCH_CANDIDATE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "match_candidate", MATCH_CANDIDATE).await?;
        drop_columns(manager, "quarantine", QUARANTINE).await
    }
}
