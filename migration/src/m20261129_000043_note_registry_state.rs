use sea_orm_migration::prelude::*;

use crate::table::{Column, add_columns, drop_columns};

/// An asset says apart what the registry says became of it: what a person voided here stays voided
/// whatever the registry says next, and what the registry takes back leaves what a ledger said.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const REGISTRY: &[Column] = &[Column::text("registry_state").nullable()];

/// Of an asset that was voided here it was not kept.
const TOLD_APART: &str = r#"UPDATE "asset" SET "registry_state" = "state"
    WHERE "registry_source" IS NOT NULL AND "state" <> 'voided'"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "asset", REGISTRY).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared(TOLD_APART).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "asset", REGISTRY).await
    }
}
