use sea_orm_migration::prelude::*;

use crate::table::{Order, alter_on_postgres};

/// A project enters with dozens of duties, and what they cost is their indexes. One list by
/// provision serves to read duties and to count them; what is worked on has begun; and what waits
/// for a system to be read is found by how far it was.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BEFORE: &[Order] = &[
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
        "obligation_open_provision_idx",
        "obligation",
        &["jurisdiction_id", "provision", "last_on", "id"],
    )
    .unknown_first("last_on")
    .only("\"fulfilled_on\" IS NULL"),
    Order::of(
        "obligation_counted_idx",
        "obligation",
        &[
            "jurisdiction_id",
            "provision",
            "project_id",
            "unit_id",
            "pack_id",
            "triggered_on",
            "last_on",
            "fulfilled_on",
            "observed_through",
            "undetermined",
            "provisional",
            "incurable",
        ],
    ),
];

/// Most of what is not done has not begun either.
const OPEN: &str = "\"fulfilled_on\" IS NULL AND \"triggered_on\" IS NOT NULL";

const AFTER: &[Order] = &[
    Order::of(
        "obligation_open_idx",
        "obligation",
        &["jurisdiction_id", "last_on", "id"],
    )
    .unknown_first("last_on")
    .only(OPEN),
    Order::of(
        "obligation_open_provision_idx",
        "obligation",
        &["jurisdiction_id", "provision", "last_on", "id"],
    )
    .unknown_first("last_on")
    .only(OPEN),
    Order::of(
        "obligation_observed_idx",
        "obligation",
        &["jurisdiction_id", "observed_through", "project_id"],
    )
    .only("\"fulfilled_on\" IS NULL AND \"observed_through\" IS NOT NULL"),
    Order::of(
        "obligation_provision_idx",
        "obligation",
        &[
            "jurisdiction_id",
            "provision",
            "last_on",
            "id",
            "project_id",
            "unit_id",
            "pack_id",
            "triggered_on",
            "fulfilled_on",
            "observed_through",
            "undetermined",
            "provisional",
            "incurable",
        ],
    )
    .unknown_first("last_on"),
];

/// Written for each project, and of its jurisdiction because that project is. PostgreSQL asks for
/// what each reference names, row by row; SQLite, which cannot drop one, asks for little.
const OF_PROJECT: &[&str] = &[
    "project_fact",
    "project_event",
    "document",
    "obligation",
    "gate_state",
    "finding",
    "project_bigram",
    "project_key",
    "institution_share",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::drop_all(manager, BEFORE).await?;
        Order::create_all(manager, AFTER).await?;
        alter_on_postgres(manager, OF_PROJECT, |table| {
            format!("DROP CONSTRAINT \"{table}_jurisdiction_fkey\"")
        })
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        alter_on_postgres(manager, OF_PROJECT, |table| {
            format!(
                "ADD CONSTRAINT \"{table}_jurisdiction_fkey\" FOREIGN KEY (\"jurisdiction_id\") \
                 REFERENCES \"jurisdiction\" (\"id\") ON DELETE RESTRICT"
            )
        })
        .await?;
        Order::drop_all(manager, AFTER).await?;
        Order::create_all(manager, BEFORE).await
    }
}
