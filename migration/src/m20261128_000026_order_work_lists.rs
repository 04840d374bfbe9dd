use sea_orm_migration::prelude::*;

use crate::table::Order;

/// What people work from is read in the order of an index: who may take a step, those that came in
/// last first; what is open by the provisions that bind somebody; what was overdue.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BEFORE: &[Order] = &[Order::of(
    "gate_state_gate_idx",
    "gate_state",
    &["jurisdiction_id", "gate", "state"],
)];

const AFTER: &[Order] = &[
    Order::of(
        "gate_state_gate_idx",
        "gate_state",
        &["jurisdiction_id", "gate", "state", "project_id"],
    ),
    Order::of(
        "obligation_open_provision_idx",
        "obligation",
        &["jurisdiction_id", "provision", "last_on", "id"],
    )
    .unknown_first("last_on")
    .only("\"fulfilled_on\" IS NULL"),
    // What was performed late may have been overdue on the day asked about.
    Order::of(
        "obligation_late_idx",
        "obligation",
        &["jurisdiction_id", "last_on", "id"],
    )
    .unknown_first("last_on")
    .only("\"fulfilled_on\" > \"last_on\""),
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
