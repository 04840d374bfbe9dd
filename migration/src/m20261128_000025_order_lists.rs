use sea_orm_migration::prelude::*;

use crate::table::Order;

/// Each list is read in the order of an index: nothing known first, then the value, then the id.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Those that PostgreSQL could not read lists by, because nothing known came last in them, or
/// because the id was missing.
const BEFORE: &[Order] = &[
    Order::of("project_name_idx", "project", &["jurisdiction_id", "name"]),
    Order::of(
        "project_investment_idx",
        "project",
        &["jurisdiction_id", "investment_fen", "id"],
    ),
    Order::of(
        "obligation_last_day_idx",
        "obligation",
        &["jurisdiction_id", "last_on", "id"],
    ),
    Order::of(
        "obligation_provision_idx",
        "obligation",
        &["jurisdiction_id", "provision", "last_on", "id"],
    ),
    Order::of(
        "obligation_unit_idx",
        "obligation",
        &["jurisdiction_id", "unit_id", "last_on", "id"],
    ),
];

const AFTER: &[Order] = &[
    Order::of(
        "project_name_idx",
        "project",
        &["jurisdiction_id", "name", "id"],
    ),
    Order::of(
        "project_created_idx",
        "project",
        &["jurisdiction_id", "created_at", "id"],
    ),
    Order::of(
        "project_investment_idx",
        "project",
        &["jurisdiction_id", "investment_fen", "id"],
    )
    .unknown_first("investment_fen"),
    Order::of(
        "obligation_last_day_idx",
        "obligation",
        &["jurisdiction_id", "last_on", "id"],
    )
    .unknown_first("last_on"),
    // What was performed in time is most of what there is, and seldom what is worked on.
    Order::of(
        "obligation_open_idx",
        "obligation",
        &["jurisdiction_id", "last_on", "id"],
    )
    .unknown_first("last_on")
    .only("\"fulfilled_on\" IS NULL"),
    Order::of(
        "obligation_provision_idx",
        "obligation",
        &["jurisdiction_id", "provision", "last_on", "id"],
    )
    .unknown_first("last_on"),
    Order::of(
        "obligation_unit_idx",
        "obligation",
        &["jurisdiction_id", "unit_id", "last_on", "id"],
    )
    .unknown_first("last_on"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::drop_all(manager, BEFORE).await?;
        Order::create_all(manager, AFTER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::drop_all(manager, AFTER).await?;
        Order::create_all(manager, BEFORE).await
    }
}
