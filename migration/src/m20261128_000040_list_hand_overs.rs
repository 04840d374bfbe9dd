use sea_orm_migration::prelude::*;

use crate::table::{Column, Order, add_columns, drop_columns};

/// Hand-overs are listed by their state, the oldest first; and an asset says apart which record of
/// the registry its card comes from, whoever entered the asset.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const ORDERS: &[Order] = &[Order::of(
    "outbox_state_idx",
    "outbox",
    &["jurisdiction_id", "state", "id"],
)];

const REGISTRY: &[Column] = &[
    Column::text("registry_source").nullable(),
    Column::uuid("registry_record_id").nullable(),
    Column::text("registry_recorded_by").nullable(),
    Column::instant("registry_recorded_at").nullable(),
];

/// Until now the newest record of the registry stood where the asset's own stands. Who recorded it
/// was not kept.
const TOLD_APART: [&str; 2] = [
    r#"UPDATE "asset" SET
           "registry_source" = 'asset_cloud',
           "registry_record_id" = "source_record_id",
           "registry_recorded_by" = '-',
           "registry_recorded_at" = (
               SELECT r."received_at" FROM "source_record" r
               WHERE r."jurisdiction_id" = "asset"."jurisdiction_id"
                 AND r."id" = "asset"."source_record_id")
       WHERE "card_number" IS NOT NULL AND EXISTS (
           SELECT 1 FROM "source_record" r JOIN "connector_instance" c
             ON c."jurisdiction_id" = r."jurisdiction_id" AND c."id" = r."connector_id"
           WHERE r."jurisdiction_id" = "asset"."jurisdiction_id"
             AND r."id" = "asset"."source_record_id" AND c."system" = 'asset_cloud')"#,
    r#"UPDATE "asset" SET "source_record_id" = NULL
       WHERE "registry_record_id" IS NOT NULL AND "source" = 'person'"#,
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::create_all(manager, ORDERS).await?;
        add_columns(manager, "asset", REGISTRY).await?;
        for sql in TOLD_APART {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "asset", REGISTRY).await?;
        Order::drop_all(manager, ORDERS).await
    }
}
