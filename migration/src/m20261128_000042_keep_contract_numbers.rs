use sea_orm_migration::prelude::*;

use crate::table::{Column, Order, add_columns, drop_columns};

/// A payment or an asset keeps the number of its contract as it was told, so that it finds the
/// contract that comes in after it. Those of before that have a contract were told its number. And
/// a project is found by its name however that is written.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 2] = ["payment", "asset"];
const FOLDED: &[Order] = &[Order::of(
    "project_name_folded_idx",
    "project",
    &["jurisdiction_id", "name_folded"],
)];
const COLUMNS: &[Column] = &[Column::text("contract_number").nullable()];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::create_all(manager, FOLDED).await?;
        for table in TABLES {
            add_columns(manager, table, COLUMNS).await?;
            let told = format!(
                r#"UPDATE "{table}" SET "contract_number" = (
                       SELECT c."number" FROM "contract" c
                       WHERE c."jurisdiction_id" = "{table}"."jurisdiction_id"
                         AND c."id" = "{table}"."contract_id")
                   WHERE "contract_id" IS NOT NULL AND "source" = 'import'"#
            );
            manager.get_connection().execute_unprepared(&told).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            drop_columns(manager, table, COLUMNS).await?;
        }
        Order::drop_all(manager, FOLDED).await
    }
}
