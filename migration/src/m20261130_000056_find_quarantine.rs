use sea_orm_migration::prelude::*;

use crate::table::{Column, Order, add_columns, drop_columns};

/// What was set aside is found by its system, its stream, the run that set it aside and the kind of
/// reason, the oldest first. Of what was set aside before, the run is not known. A record may have
/// several entries: a flag for each code that was left out.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const ASIDE: &[Column] = &[
    Column::text("system").nullable(),
    Column::text("stream").nullable(),
    Column::uuid("run_id").nullable(),
];

/// Not unique again on the way back: there may be several of a record by then.
const BEFORE: &[Order] = &[Order::of(
    "quarantine_record_key",
    "quarantine",
    &["jurisdiction_id", "source_record_id"],
)];

const AFTER: &[Order] = &[
    Order::of(
        "quarantine_record_idx",
        "quarantine",
        &["jurisdiction_id", "source_record_id"],
    ),
    Order::of(
        "quarantine_system_idx",
        "quarantine",
        &["jurisdiction_id", "system", "state", "id"],
    ),
    Order::of(
        "quarantine_stream_idx",
        "quarantine",
        &["jurisdiction_id", "system", "stream", "state", "id"],
    ),
    Order::of(
        "quarantine_run_idx",
        "quarantine",
        &["jurisdiction_id", "run_id", "state", "id"],
    ),
    Order::of(
        "quarantine_code_idx",
        "quarantine",
        &["jurisdiction_id", "code", "state", "id"],
    ),
];

/// Where it was read is told by the record.
const FILLED: &str = r#"UPDATE "quarantine" SET
    "stream" = (SELECT r."stream" FROM "source_record" r
        WHERE r."jurisdiction_id" = "quarantine"."jurisdiction_id"
        AND r."id" = "quarantine"."source_record_id"),
    "system" = (SELECT c."system" FROM "source_record" r
        JOIN "connector_instance" c
            ON c."jurisdiction_id" = r."jurisdiction_id" AND c."id" = r."connector_id"
        WHERE r."jurisdiction_id" = "quarantine"."jurisdiction_id"
        AND r."id" = "quarantine"."source_record_id")"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "quarantine", ASIDE).await?;
        manager.get_connection().execute_unprepared(FILLED).await?;
        Order::drop_all(manager, BEFORE).await?;
        Order::create_all(manager, AFTER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::drop_all(manager, AFTER).await?;
        Order::create_all(manager, BEFORE).await?;
        drop_columns(manager, "quarantine", ASIDE).await
    }
}
