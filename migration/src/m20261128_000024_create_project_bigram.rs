use sea_orm_migration::prelude::*;

use crate::table::{Column, Order, Table, add_columns, create, drop, drop_columns};

/// Names are found by any two characters that stand side by side. The folded name is null until
/// the name was taken apart, which the worker does for the projects that are there already.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const FOLDED: &[Column] = &[Column::text("name_folded").nullable()];

const TABLES: &[Table] = &[Table {
    name: "project_bigram",
    key: &["jurisdiction_id", "bigram", "project_id"],
    columns: &[
        Column::uuid("jurisdiction_id"),
        Column::text("bigram"),
        Column::uuid("project_id"),
    ],
    references: &[
        (&["jurisdiction_id"], "jurisdiction"),
        (&["jurisdiction_id", "project_id"], "project"),
    ],
    indexes: &[],
}];

const ORDERS: &[Order] = &[
    Order::of(
        "project_unfolded_idx",
        "project",
        &["jurisdiction_id", "id"],
    )
    .only("\"name_folded\" IS NULL"),
    // Beginnings of codes, in the order of their bytes whatever the database sorts texts by.
    Order::of(
        "project_code_prefix_idx",
        "project",
        &["jurisdiction_id", "project_code"],
    )
    .bytewise("project_code"),
    Order::of(
        "contract_printed_number_idx",
        "contract",
        &["jurisdiction_id", "number"],
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "project", FOLDED).await?;
        create(manager, TABLES).await?;
        Order::create_all(manager, ORDERS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::drop_all(manager, ORDERS).await?;
        drop(manager, TABLES).await?;
        drop_columns(manager, "project", FOLDED).await
    }
}
