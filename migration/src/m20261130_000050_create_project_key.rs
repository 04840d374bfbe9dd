use sea_orm_migration::prelude::*;

use crate::table::{Column, Order, Table, add_columns, create, drop, drop_columns};

/// Records without a code are matched by how like they are to projects: by what these are looked
/// up, how many have it, and what of a project was last taken apart for it, which is null until the
/// worker did so for the projects that are there already. And out of which projects a person took a
/// record, so that it does not go there again by itself.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const LIKENED: &[Column] = &[Column::json("likened").nullable()];

const BARRED: &[Column] = &[Column::json("barred").nullable()];

const TABLES: &[Table] = &[
    Table {
        name: "project_key",
        key: &["jurisdiction_id", "key", "project_id"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::big("key"),
            Column::uuid("project_id"),
        ],
        references: &[
            (&["jurisdiction_id"], "jurisdiction"),
            (&["jurisdiction_id", "project_id"], "project"),
        ],
        indexes: &[],
    },
    Table {
        name: "key_count",
        key: &["jurisdiction_id", "key"],
        columns: &[
            Column::uuid("jurisdiction_id"),
            Column::big("key"),
            Column::big("projects"),
        ],
        references: &[(&["jurisdiction_id"], "jurisdiction")],
        indexes: &[],
    },
];

const ORDERS: &[Order] = &[Order::of(
    "project_unlikened_idx",
    "project",
    &["jurisdiction_id", "id"],
)
.only("\"likened\" IS NULL")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        crate::table::WHOLLY
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "project", LIKENED).await?;
        add_columns(manager, "match_candidate", BARRED).await?;
        create(manager, TABLES).await?;
        Order::create_all(manager, ORDERS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Order::drop_all(manager, ORDERS).await?;
        drop(manager, TABLES).await?;
        drop_columns(manager, "match_candidate", BARRED).await?;
        drop_columns(manager, "project", LIKENED).await
    }
}
